/**
 * THE tables of enum values: GraphQL name ↔ string of the Users API (`1_hour` is no legal GraphQL name).
 * The types come from codegen.yml: a missing, extra or misspelt value does not compile.
 */
import type {
  DutyStatusResolvers,
  EldModeResolvers,
  TimeTrackingModeResolvers,
  UserRoleResolvers,
  UserStatusResolvers,
  ViolationAlertsResolvers,
} from '../__generated__/resolvers-types.ts';

export const USER_ENUMS: {
  readonly UserRole: UserRoleResolvers;
  readonly UserStatus: UserStatusResolvers;
  readonly DutyStatus: DutyStatusResolvers;
  readonly EldMode: EldModeResolvers;
  readonly TimeTrackingMode: TimeTrackingModeResolvers;
  readonly ViolationAlerts: ViolationAlertsResolvers;
} = {
  UserRole: { DRIVER: 'driver', FLEET_USER: 'fleet_user', ADMIN: 'admin' },
  UserStatus: { ACTIVE: 'active', DEACTIVATED: 'deactivated' },
  DutyStatus: {
    OFF_DUTY: 'off_duty',
    ON_DUTY: 'on_duty',
    SLEEPER: 'sleeper',
    DRIVING: 'driving',
    WAITING: 'waiting',
  },
  EldMode: { LOGS: 'logs', NONE: 'none', EXEMPT: 'exempt' },
  TimeTrackingMode: { LOGS: 'logs', TIMECARDS: 'timecards', NOT_REQUIRED: 'not_required' },
  ViolationAlerts: {
    NEVER: 'never',
    ONE_HOUR: '1_hour',
    FORTY_FIVE_MINUTES: '45_minutes',
    THIRTY_MINUTES: '30_minutes',
    FIFTEEN_MINUTES: '15_minutes',
  },
};
