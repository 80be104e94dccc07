/**
 * What a new user is made of. An input has its fields, `name:type` with the type as GraphQL writes it, String where there is
 * none; an enum has its values.
 */
export const TYPES: Readonly<Record<string, string>> = {
  CreateUserInput:
    'email firstName:String! lastName:String! phone phoneCountryCode phoneExt timeZone carrierName carrierStreet carrierCity carrierState carrierZip violationAlerts:ViolationAlerts terminalStreet terminalCity terminalState terminalZip exception24HourRestart:Boolean exception8HourBreak:Boolean exceptionWaitTime:Boolean exceptionShortHaul:Boolean exceptionCaFarmSchoolBus:Boolean exceptionAdverseDriving:Boolean exportCombined:Boolean exportRecap:Boolean exportOdometers:Boolean metricUnits:Boolean username password cycle driverCompanyId minuteLogs:Boolean dutyStatus:DutyStatus eldMode:EldMode driversLicenseNumber driversLicenseState yardMovesEnabled:Boolean personalConveyanceEnabled:Boolean manualDrivingEnabled:Boolean role:UserRole! status:UserStatus dotId timeTrackingMode:TimeTrackingMode groupIds:[ID!] groupVisibility customUserRole:CustomUserRoleInput externalIds:[ExternalIdInput!]',
  CustomUserRoleInput:
    'userRoleId:ID groupIds:[ID!]',
  ExternalIdInput:
    'externalId:String! integrationName:String!',
  ViolationAlerts: 'NEVER ONE_HOUR FORTY_FIVE_MINUTES THIRTY_MINUTES FIFTEEN_MINUTES',
  DutyStatus: 'OFF_DUTY ON_DUTY SLEEPER DRIVING WAITING',
  EldMode: 'LOGS NONE EXEMPT',
  UserRole: 'DRIVER FLEET_USER ADMIN',
  UserStatus: 'ACTIVE DEACTIVATED',
  TimeTrackingMode: 'LOGS TIMECARDS NOT_REQUIRED',
};

export type ViolationAlerts = 'NEVER' | 'ONE_HOUR' | 'FORTY_FIVE_MINUTES' | 'THIRTY_MINUTES' | 'FIFTEEN_MINUTES';

export type DutyStatus = 'OFF_DUTY' | 'ON_DUTY' | 'SLEEPER' | 'DRIVING' | 'WAITING';

export type EldMode = 'LOGS' | 'NONE' | 'EXEMPT';

export type UserRole = 'DRIVER' | 'FLEET_USER' | 'ADMIN';

export type UserStatus = 'ACTIVE' | 'DEACTIVATED';

export type TimeTrackingMode = 'LOGS' | 'TIMECARDS' | 'NOT_REQUIRED';

export interface CreateUserInput {
  readonly email?: string | null;
  readonly firstName: string;
  readonly lastName: string;
  readonly phone?: string | null;
  readonly phoneCountryCode?: string | null;
  readonly phoneExt?: string | null;
  readonly timeZone?: string | null;
  readonly carrierName?: string | null;
  readonly carrierStreet?: string | null;
  readonly carrierCity?: string | null;
  readonly carrierState?: string | null;
  readonly carrierZip?: string | null;
  readonly violationAlerts?: ViolationAlerts | null;
  readonly terminalStreet?: string | null;
  readonly terminalCity?: string | null;
  readonly terminalState?: string | null;
  readonly terminalZip?: string | null;
  readonly exception24HourRestart?: boolean | null;
  readonly exception8HourBreak?: boolean | null;
  readonly exceptionWaitTime?: boolean | null;
  readonly exceptionShortHaul?: boolean | null;
  readonly exceptionCaFarmSchoolBus?: boolean | null;
  readonly exceptionAdverseDriving?: boolean | null;
  readonly exportCombined?: boolean | null;
  readonly exportRecap?: boolean | null;
  readonly exportOdometers?: boolean | null;
  readonly metricUnits?: boolean | null;
  readonly username?: string | null;
  readonly password?: string | null;
  readonly cycle?: string | null;
  readonly driverCompanyId?: string | null;
  readonly minuteLogs?: boolean | null;
  readonly dutyStatus?: DutyStatus | null;
  readonly eldMode?: EldMode | null;
  readonly driversLicenseNumber?: string | null;
  readonly driversLicenseState?: string | null;
  readonly yardMovesEnabled?: boolean | null;
  readonly personalConveyanceEnabled?: boolean | null;
  readonly manualDrivingEnabled?: boolean | null;
  readonly role: UserRole;
  readonly status?: UserStatus | null;
  readonly dotId?: string | null;
  readonly timeTrackingMode?: TimeTrackingMode | null;
  readonly groupIds?: readonly string[] | null;
  readonly groupVisibility?: string | null;
  readonly customUserRole?: CustomUserRoleInput | null;
  readonly externalIds?: readonly ExternalIdInput[] | null;
}

export interface CustomUserRoleInput {
  readonly userRoleId?: string | null;
  readonly groupIds?: readonly string[] | null;
}

export interface ExternalIdInput {
  readonly externalId: string;
  readonly integrationName: string;
}
