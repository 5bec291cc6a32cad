// Counters of the server: refusals apart from the rest, and how fast they grow between two readings.
import { t, type MessageKey } from '@/app/messages'

const refusals = [
  'crc_wrong', 'undecryptable', 'wrong_password', 'inactive', 'unknown_logger', 'noise_bytes', 'no_time', 'parts_given_up', 'refused_unknown_frame', 'refused_noise', 'refused_seen',
  'refused_fault', 'refused_series', 'refused_factor_name', 'refused_import_row', 'closed_flood', 'closed_slow', 'closed_noise', 'closed_bad_frames', 'paused', 'writer_failures', 'projector_failures',
] as const

export interface Counter { name: string; value: number; words: string; per_s: number | null }
/// "net_http_closed_idle" tells of a door; "ingest_crc_wrong" of a frame.
export function isRefusal(name: string): boolean {
  const bare = name.replace(/^ingest_/, '')
  if (/_closed_(peer|done|us|idle_ok)$/.test(name)) return false // the other side was finished
  return refusals.includes(bare as (typeof refusals)[number]) || /(^|_)(refused|closed|dropped|rejected|lost)(_|$)/.test(name)
}
export function counterWords(name: string): string {
  const bare = name.replace(/^ingest_/, '')
  if (refusals.includes(bare as (typeof refusals)[number])) return t(`counter.${bare}` as MessageKey)
  const status = /^gate_refused_(400|401|403|404|409|429|503)$/.exec(name)?.[1]
  return status ? t(`counter.http.${status}` as MessageKey) : name
}
export interface Reading { at: number; counters: Record<string, number> }
export function counted(now: Reading, before: Reading | null): Counter[] {
  const seconds = before ? (now.at - before.at) / 1000 : 0
  return Object.entries(now.counters)
    .map(([name, value]) => {
      const old = before?.counters[name]
      return { name, value, words: counterWords(name), per_s: seconds > 0 && old !== undefined ? Math.max(0, (value - old) / seconds) : null }
    })
    .sort((a, b) => a.name.localeCompare(b.name))
}
export const refused = (all: Counter[]): Counter[] => all.filter((one) => isRefusal(one.name) && one.value > 0).sort((a, b) => b.value - a.value)
