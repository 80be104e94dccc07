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
  email?: string | null | undefined;
  firstName: string;
  lastName: string;
  phone?: string | null | undefined;
  phoneCountryCode?: string | null | undefined;
  phoneExt?: string | null | undefined;
  timeZone?: string | null | undefined;
  carrierName?: string | null | undefined;
  carrierStreet?: string | null | undefined;
  carrierCity?: string | null | undefined;
  carrierState?: string | null | undefined;
  carrierZip?: string | null | undefined;
  violationAlerts?: ViolationAlerts | null | undefined;
  terminalStreet?: string | null | undefined;
  terminalCity?: string | null | undefined;
  terminalState?: string | null | undefined;
  terminalZip?: string | null | undefined;
  exception24HourRestart?: boolean | null | undefined;
  exception8HourBreak?: boolean | null | undefined;
  exceptionWaitTime?: boolean | null | undefined;
  exceptionShortHaul?: boolean | null | undefined;
  exceptionCaFarmSchoolBus?: boolean | null | undefined;
  exceptionAdverseDriving?: boolean | null | undefined;
  exportCombined?: boolean | null | undefined;
  exportRecap?: boolean | null | undefined;
  exportOdometers?: boolean | null | undefined;
  metricUnits?: boolean | null | undefined;
  username?: string | null | undefined;
  password?: string | null | undefined;
  cycle?: string | null | undefined;
  driverCompanyId?: string | null | undefined;
  minuteLogs?: boolean | null | undefined;
  dutyStatus?: DutyStatus | null | undefined;
  eldMode?: EldMode | null | undefined;
  driversLicenseNumber?: string | null | undefined;
  driversLicenseState?: string | null | undefined;
  yardMovesEnabled?: boolean | null | undefined;
  personalConveyanceEnabled?: boolean | null | undefined;
  manualDrivingEnabled?: boolean | null | undefined;
  role: UserRole;
  status?: UserStatus | null | undefined;
  dotId?: string | null | undefined;
  timeTrackingMode?: TimeTrackingMode | null | undefined;
  groupIds?: string[] | null | undefined;
  groupVisibility?: string | null | undefined;
  customUserRole?: CustomUserRoleInput | null | undefined;
  externalIds?: ExternalIdInput[] | null | undefined;
}

export interface CustomUserRoleInput {
  userRoleId?: string | null | undefined;
  groupIds?: string[] | null | undefined;
}

export interface ExternalIdInput {
  externalId: string;
  integrationName: string;
}
