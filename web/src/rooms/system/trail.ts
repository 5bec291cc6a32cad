// Entries of the journal in words.
import type { Schemas } from '@/api/client'
import { t } from '@/app/messages'

export type Entry = Schemas['TrailEntry']
export const groups = ['person', 'login', 'alarm', 'point', 'logger'] as const
const actions = [
  'person.create', 'person.change', 'person.password', 'login.ok', 'login.refused', 'login.locked', 'logout', 'alarm.acknowledge', 'alarm.clear',
  'point.create', 'point.change', 'point.channels', 'logger.create', 'logger.change', 'logger.remove',
] as const
export function actionName(action: string): string {
  return actions.includes(action as (typeof actions)[number]) ? t(`trail.${action as (typeof actions)[number]}`) : action
}
const shown = (value: unknown): string => (value === null || value === undefined || value === '' ? '—' : typeof value === 'object' ? JSON.stringify(value) : String(value))

// What was not there before is simply told.
const step = (before: unknown, after: unknown): string => (before === '' || before === null || before === undefined || before === 0 ? shown(after) : `${shown(before)} → ${shown(after)}`)

/// "state: open → cleared"; what has no before and after is told as it is.
export function detailLines(detail: Record<string, unknown> | undefined): string[] {
  return Object.entries(detail ?? {}).map(([name, value]) => {
    const change = value as { before?: unknown; after?: unknown; from?: unknown; to?: unknown } | null
    if (change && typeof change === 'object' && !Array.isArray(change)) {
      if ('before' in change || 'after' in change) return `${name}: ${step(change.before, change.after)}`
      if ('from' in change && 'to' in change) return `${name}: ${step(change.from, change.to)}`
    }
    return `${name}: ${shown(value)}`
  })
}
/// Where a subject can be looked at, if anywhere.
export function subjectPlace(subject: string): string | null {
  const [kind, id = ''] = subject.split('/')
  if (!id) return null
  if (kind === 'alarm' && /^\d+$/.test(id)) return `/alarms?state=all&alarm=${id}`
  if (kind === 'point' && /^\d+$/.test(id)) return `/monitor/${id}`
  return kind === 'logger' ? `/loggers/${encodeURIComponent(id)}` : null
}
