import type { MutationResolvers } from '../../__generated__/resolvers-types.ts';
import { changeStatus } from './change-status.ts';

/** `Mutation.deactivateUser`. */
export const deactivateUser: MutationResolvers['deactivateUser'] = changeStatus('deactivated');
