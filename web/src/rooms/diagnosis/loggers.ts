// How well a logger does, from what it did wrong.
import type { Schemas } from '@/api/client'
import { t } from '@/app/messages'

export type Logger = Schemas['Logger']
export type Fault = Schemas['FaultNow']
export type Health = 'good' | 'fair' | 'poor' | 'off' | 'inactive'
export const healths: Health[] = ['poor', 'off', 'fair', 'good', 'inactive']

// Faults by which data are lost, refused or put at a wrong time. The others are untidy, but read.
const grave = new Set([
  'crc_missing', 'crc_modbus', 'crc_modbus_swapped', 'crc_dummy', 'crc_impossible', 'crc_wrong', 'data_time_missing', 'data_time_digits', 'data_time_range',
  'wrong_password', 'password_empty', 'mn_empty', 'encrypted_undecryptable', 'clock_off', 'split_incomplete', 'split_numbers', 'value_not_number', 'noise', 'slow', 'flood', 'cp_missing',
])
/// What must be known to register a stranger: it is encrypted, has another CRC, or is a device without an MN.
export function strangerMark(note: string | undefined): string {
  if (!note) return ''
  if (note === 'encrypted' || note === 'serial') return t(`seen.mark.${note}`)
  const kind = note === 'crc_missing' ? 'none' : note === 'crc_modbus' ? 'modbus' : note === 'crc_modbus_swapped' ? 'modbus_swapped' : 'other'
  return t('seen.mark.crc', { what: t(`crc.${kind}`) })
}
export const isGrave = (fault: Fault): boolean => grave.has(fault.name)
// A fault that stopped long ago is history: it does not make today's logger ill.
const recent_ms = 24 * 3_600_000
export const isRecent = (fault: Fault, now: number): boolean => now - Date.parse(fault.last_at) < recent_ms

export function health(logger: Logger, now: number): Health {
  if (!logger.active) return 'inactive'
  if (!logger.online) return 'off'
  const fresh = logger.faults.filter((one) => isRecent(one, now))
  return fresh.some(isGrave) ? 'poor' : fresh.length ? 'fair' : 'good'
}
/// What presses first: grave ones before untidy ones, then by how often.
export function inOrder(faults: Fault[]): Fault[] {
  return [...faults].sort((a, b) => Number(isGrave(b)) - Number(isGrave(a)) || b.count - a.count)
}
/// In how many of its frames a fault stood; a rough share, for one frame may show a fault twice.
export function shareOf(fault: Fault, frames: number | undefined): number | null {
  return frames && frames >= fault.count ? fault.count / frames : null
}

export interface Choice { show: string; edition: string; fault: string; q: string }
export function chosen(loggers: Logger[], by: Choice, now: number): Logger[] {
  const q = by.q.trim().toLowerCase()
  return loggers.filter((one) => {
    const state = health(one, now)
    const shown = by.show === 'ill' ? state === 'poor' || state === 'fair' : by.show === 'offline' ? state === 'off' : by.show === 'well' ? state === 'good' : true
    return shown && (!by.edition || one.edition === by.edition) && (!by.fault || one.faults.some((fault) => fault.name === by.fault))
      && (!q || one.mn.toLowerCase().includes(q) || (one.point_name ?? '').toLowerCase().includes(q))
  })
}
export function sorted(loggers: Logger[], by: string, now: number): Logger[] {
  const down = by.startsWith('-')
  const key = down ? by.slice(1) : by
  const of = (one: Logger): string | number | null => {
    if (key === 'health') return healths.indexOf(health(one, now))
    if (key === 'faults') return one.faults.reduce((sum, fault) => sum + fault.count, 0)
    if (key === 'last_frame_at') return one.last_frame_at ? Date.parse(one.last_frame_at) : null
    if (key === 'clock_offset_s') return one.clock_offset_s === null || one.clock_offset_s === undefined ? null : Math.abs(one.clock_offset_s)
    if (key === 'frames') return one.frames ?? null
    return key === 'point_name' ? (one.point_name ?? '') : key === 'edition' ? one.edition : one.mn
  }
  return [...loggers].sort((a, b) => {
    const left = of(a)
    const right = of(b)
    if (left === null || right === null) return (left === null ? 1 : 0) - (right === null ? 1 : 0)
    const order = typeof left === 'number' && typeof right === 'number' ? left - right : String(left).localeCompare(String(right), 'zh')
    return (down ? -order : order) || a.mn.localeCompare(b.mn)
  })
}
/// Every kind of fault that some logger shows, with how many loggers do.
export function faultKinds(loggers: Logger[]): { fault: Fault; n: number }[] {
  const out = new Map<string, { fault: Fault; n: number }>()
  for (const one of loggers) for (const fault of one.faults) {
    const kept = out.get(fault.name)
    if (kept) ++kept.n
    else out.set(fault.name, { fault, n: 1 })
  }
  return [...out.values()].sort((a, b) => b.n - a.n)
}
