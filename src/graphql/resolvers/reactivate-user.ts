import type { MutationResolvers } from '../../__generated__/resolvers-types.ts';
import { changeStatus } from './change-status.ts';

/** `Mutation.reactivateUser`. */
export const reactivateUser: MutationResolvers['reactivateUser'] = changeStatus('active');
