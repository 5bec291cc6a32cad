// How states, kinds and flags of the field look: never by colour alone.
import type { Schemas } from '@/api/client'
import { t } from '@/app/messages'
import type { Shape } from '@/kit/map/shapes'

export type State = Schemas['State']
export type Kind = Schemas['MapPoint']['kind']
export const states: State[] = ['exceeded', 'alarm', 'offline', 'stopped', 'maintenance', 'normal', 'archive', 'unknown']
export const kinds: Kind[] = ['air_station', 'water_station', 'noise_station', 'gas_outlet', 'water_outlet', 'other']

interface Look { fill: string; ink: string; edge: string; sign: string }
/// Colours that stay apart for red-green blindness too (checked against lightness), each with a sign of its own.
export const state_looks: Record<State, Look> = {
  exceeded: { fill: '#d92d20', ink: '#ffffff', edge: '#8a1c12', sign: '!' },
  alarm: { fill: '#f5a524', ink: '#241a04', edge: '#9a5b00', sign: '△' },
  offline: { fill: '#9aa5b1', ink: '#ffffff', edge: '#4b5563', sign: '×' },
  stopped: { fill: '#e5e7eb', ink: '#374151', edge: '#6b7280', sign: '■' },
  maintenance: { fill: '#5b8def', ink: '#ffffff', edge: '#2650a8', sign: '◐' },
  normal: { fill: '#12876f', ink: '#ffffff', edge: '#075e4d', sign: '' },
  archive: { fill: '#8b7bb8', ink: '#ffffff', edge: '#54457f', sign: '' },
  unknown: { fill: '#ffffff', ink: '#374151', edge: '#9aa5b1', sign: '?' },
}
export const kind_shapes: Record<Kind, Shape> = {
  air_station: 'circle', water_station: 'square', noise_station: 'diamond', gas_outlet: 'up', water_outlet: 'down', other: 'pentagon',
}
export const stateName = (state: string): string => t(`state.${state as State}`)
export const kindName = (kind: string): string => t(`kind.${kind as Kind}`)
export const kindLetter = (kind: string): string => t(`letter.${kind as Kind}`)

type AlarmKind = Schemas['Alarm']['kind']
type AlarmState = Schemas['Alarm']['state']
export const alarm_kinds: AlarmKind[] = ['exceedance', 'silence', 'offline', 'frozen', 'zero', 'jump']
export const alarm_states: AlarmState[] = ['open', 'acknowledged', 'cleared', 'withdrawn']
export const alarmKindName = (kind: string): string => t(`alarm.kind.${kind as AlarmKind}`)
export const alarmStateName = (state: string): string => t(`alarm.state.${state as AlarmState}`)

const flags = ['N', 'F', 'M', 'S', 'D', 'C', 'T', 'B', 'P', 'L', 'W', 'H'] as const
type Flag = (typeof flags)[number]
export function flagName(flag: string | undefined): string {
  if (!flag || flag === ' ') return ''
  return flags.includes(flag as Flag) ? t(`flag.${flag as Flag}`) : flag
}
/// Is the flag worth a mark? N is "normal"; a blank says nothing.
export const flagged = (flag: string | undefined | null): boolean => !!flag && flag !== ' ' && flag !== 'N'

export type Role = Schemas['Role']
export const roles: Role[] = ['administrator', 'leader', 'monitor', 'inspector', 'officer', 'partner', 'grid', 'third_party', 'enterprise', 'guest']
export const roleName = (role: string): string => t(`role.${role as Role}`)

export function verdictName(result: string): string {
  return t(`verdict.${result as Schemas['Verdict']['result']}`)
}
const averagings = ['hour', 'day', 'instant', 'max8h', 'year', 'quarter', 'measured', '5min'] as const
export function averagingName(averaging: string): string {
  return averagings.includes(averaging as (typeof averagings)[number]) ? t(`averaging.${averaging as (typeof averagings)[number]}`) : averaging
}
/// "≤ 30 mg/m³", "6 ~ 9"
export function limitText(limit: { low?: number | null; high?: number | null } | null | undefined): string {
  if (!limit) return '—'
  const low = limit.low ?? null
  const high = limit.high ?? null
  if (low !== null && high !== null) return `${low} ~ ${high}`
  return high !== null ? `≤ ${high}` : low !== null ? `≥ ${low}` : '—'
}
