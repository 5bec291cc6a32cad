// An alarm in words: what the detector saw, how hard it presses, how long it lasts.
import type { Schemas } from '@/api/client'
import { t } from '@/app/messages'
import type { Question } from '@/domain/drawers'
import { averagingName } from '@/domain/states'
import { dateTime, duration, number, quantity } from '@/kit/format'

export type Alarm = Schemas['Alarm']
export type Detail = Schemas['AlarmDetail']
export type Severity = 'high' | 'middle' | 'low'
export const severities: Severity[] = ['high', 'middle', 'low']
const by_kind: Record<Alarm['kind'], Severity> = { exceedance: 'high', silence: 'middle', offline: 'middle', frozen: 'low', zero: 'low', jump: 'low' }

export const severityOf = (alarm: Alarm): Severity => alarm.severity ?? by_kind[alarm.kind] ?? 'low'
export const severityName = (severity: Severity): string => t(`alarms.severity.${severity}`)
export const going = (alarm: Alarm): boolean => alarm.state === 'open' || alarm.state === 'acknowledged'

/// From its beginning to its end, or to when it was last seen while it goes on.
export function lasted(alarm: Alarm): string {
  return duration(Date.parse(alarm.ended_at ?? alarm.last_at) - Date.parse(alarm.began_at))
}

function told(alarm: Alarm, key: string): number | null {
  const value = alarm.message?.[key]
  return typeof value === 'number' ? value : null
}
/// One sentence with the figures the detector kept; the alarm's own figures stand in where it kept none.
export function sawWhat(alarm: Alarm): string {
  const value = quantity(told(alarm, 'value') ?? alarm.value, alarm.unit)
  const since = typeof alarm.message?.last_at === 'string' ? alarm.message.last_at : alarm.began_at
  switch (alarm.kind) {
    case 'exceedance': {
      const period = typeof alarm.message?.period === 'string' ? averagingName(alarm.message.period) : ''
      return t('alarms.saw.exceedance', { period, value: quantity(alarm.value, alarm.unit), limit: quantity(alarm.limit, alarm.unit) }).trim()
    }
    case 'silence':
    case 'offline': {
      const minutes = told(alarm, 'minutes')
      const length = minutes === null ? lasted(alarm) : duration(minutes * 60_000)
      return alarm.kind === 'offline' ? t('alarms.saw.offline', { since: dateTime(since), minutes: length }) : t('alarms.saw.silence', { since: dateTime(since), minutes: length })
    }
    case 'frozen': return t('alarms.saw.frozen', { count: number(told(alarm, 'count')), value })
    case 'zero': return t('alarms.saw.zero', { count: number(told(alarm, 'count')) })
    case 'jump': return t('alarms.saw.jump', { value, median: quantity(told(alarm, 'median'), alarm.unit) })
  }
}
/// Where nothing came there is no value: the zero that stands in its place is not shown.
export const hasValue = (alarm: Alarm): boolean => alarm.value !== null && alarm.value !== undefined && alarm.kind !== 'offline' && alarm.kind !== 'silence'
export const whyAlarm = (alarm: Alarm): string => t(`alarms.why.${alarm.kind}`)

/// Which figure an exceedance rests on: that of its verdict, or of its first period where a revision took the verdict's place.
export function questionOf(alarm: Detail): Question | null {
  if (alarm.kind !== 'exceedance') return null
  const [subject = '', variant = ''] = alarm.subject.split(':')
  const period = alarm.verdict?.period ?? alarm.message?.period
  if (period !== 'hour' && period !== 'day') return null
  return { point: alarm.point, subject, variant, period, start: alarm.verdict?.start ?? alarm.began_at }
}

const steps = ['opened', 'worsened', 'reopened', 'ended', 'acknowledged', 'cleared', 'withdrawn'] as const
export function stepName(step: string): string {
  return steps.includes(step as (typeof steps)[number]) ? t(`alarms.step.${step as (typeof steps)[number]}`) : step
}
const said = { 'within the limit again': 'within', 'late data changed the verdict': 'late', 'data came again': 'came', 'the value moves again': 'moves' } as const
const excuses = ['stopped', 'maintenance', 'calibration', 'fault', 'start_up', 'shut_down'] as const
const excuse = (word: string): string => (excuses.includes(word as (typeof excuses)[number]) ? t(`excuse.${word as (typeof excuses)[number]}`) : word)
/// A note of the system: its few sentences in the reader's language. It may be a bare figure with many digits: "24.473333333333333 mg/m³".
export function stepNote(note: string): string {
  if (note in said) return t(`alarms.said.${said[note as keyof typeof said]}`)
  if (note.startsWith('excused: ')) return t('alarms.said.excused', { why: excuse(note.slice(9)) })
  const figure = /^(-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?) (\S+)$/.exec(note)
  return figure ? quantity(Number(figure[1]), figure[2]) : note
}
export const stepBy = (who: string): string => (!who || who === 'system' ? t('alarms.by.system') : who)

/// A new word about an alarm put into the list: the same alarm is replaced in place; null when the list must be asked anew.
export function withAlarm(items: Alarm[], news: Alarm): Alarm[] | null {
  const at = items.findIndex((one) => one.id === news.id)
  if (at < 0) return null
  const next = [...items]
  next[at] = { ...items[at], ...news }
  return next
}

/// The neighbour in a list, for the keyboard; the first when none is chosen.
export function neighbour(items: Alarm[], id: number | null, step: 1 | -1): number | null {
  if (!items.length) return null
  const at = items.findIndex((one) => one.id === id)
  const next = at < 0 ? 0 : Math.min(items.length - 1, Math.max(0, at + step))
  return items[next]?.id ?? null
}
