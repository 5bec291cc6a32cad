// Entries of the journal in words.
import type { Schemas } from '@/api/client'
import { t, type MessageKey } from '@/app/messages'
import { alarm_states, alarmStateName, kindName, kinds, roleName, roles } from '@/domain/states'

export type Entry = Schemas['TrailEntry']
export const groups = ['person', 'login', 'alarm', 'point', 'logger'] as const
const actions = [
  'person.create', 'person.change', 'person.password', 'login.ok', 'login.refused', 'login.locked', 'logout', 'alarm.acknowledge', 'alarm.clear',
  'point.create', 'point.change', 'point.channels', 'logger.create', 'logger.change', 'logger.remove',
] as const
export function actionName(action: string): string {
  return actions.includes(action as (typeof actions)[number]) ? t(`trail.${action as (typeof actions)[number]}`) : action
}
const fields = [
  'code', 'name', 'name_en', 'kind', 'facility', 'department', 'area', 'longitude', 'latitude', 'origin', 'source', 'note', 'reason', 'state', 'active', 'role', 'login',
  'point', 'mn', 'edition', 'password', 'sm4_key', 'crc_accepted', 'rtd_interval_s', 'minute_interval_min', 'period_end_times', 'reading_every_h', 'is_reference',
] as const
const fieldName = (name: string): string => (fields.includes(name as (typeof fields)[number]) ? t(`trail.field.${name as (typeof fields)[number]}`) : name)
const origins: Record<string, MessageKey> = { simulated: 'origin.simulated', imported: 'origin.imported', invented: 'origin.invented', published: 'origin.published' }

function shown(field: string, value: unknown): string {
  if (value === null || value === undefined || value === '') return '—'
  if (typeof value === 'boolean') return value ? t('yes') : t('no')
  if (typeof value !== 'string') return typeof value === 'object' ? JSON.stringify(value) : String(value)
  if (field === 'kind' && kinds.some((kind) => kind === value)) return kindName(value)
  if (field === 'role' && roles.some((role) => role === value)) return roleName(value)
  if (field === 'state' && alarm_states.some((state) => state === value)) return alarmStateName(value)
  if (field === 'origin') return origins[value] ? t(origins[value]) : value
  return value === 'set' ? t('trail.value.set') : value
}

// What was not there before is simply told.
const step = (field: string, before: unknown, after: unknown): string => (before === '' || before === null || before === undefined || before === 0 ? shown(field, after) : `${shown(field, before)} → ${shown(field, after)}`)

const line = (name: string, text: string): string => t('trail.line', { name: fieldName(name), text })
/// "状态：未确认 → 已解除"; a name that is not known stands as it is, and what has no before and after is told as it is.
export function detailLines(detail: Record<string, unknown> | undefined): string[] {
  return Object.entries(detail ?? {}).map(([name, value]) => {
    const change = value as { before?: unknown; after?: unknown; from?: unknown; to?: unknown } | null
    if (change && typeof change === 'object' && !Array.isArray(change)) {
      if ('before' in change || 'after' in change) return line(name, step(name, change.before, change.after))
      if ('from' in change && 'to' in change) return line(name, step(name, change.from, change.to))
    }
    return line(name, shown(name, value))
  })
}
/// "alarm/3" as people say it.
export function subjectName(subject: string): string {
  const at = subject.indexOf('/')
  const [kind, id] = at < 0 ? [subject, ''] : [subject.slice(0, at), subject.slice(at + 1)]
  return id && (kind === 'person' || kind === 'alarm' || kind === 'point' || kind === 'logger') ? t(`trail.subject.${kind}`, { id }) : subject
}
/// Where a subject can be looked at, if anywhere.
export function subjectPlace(subject: string): string | null {
  const [kind, id = ''] = subject.split('/')
  if (!id) return null
  if (kind === 'alarm' && /^\d+$/.test(id)) return `/alarms?state=all&alarm=${id}`
  if (kind === 'point' && /^\d+$/.test(id)) return `/monitor/${id}`
  return kind === 'logger' ? `/loggers/${encodeURIComponent(id)}` : null
}
