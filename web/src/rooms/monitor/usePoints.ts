// All points with their newest values, kept live: rows as they come, everything anew once a minute and when an alarm comes.
import { onScopeDispose, shallowRef, watch } from 'vue'
import { getAll } from '@/api/all'
import { get } from '@/api/client'
import { useEvents, type ValueRow } from '@/api/events'
import { useQuery } from '@/api/query'
import { withRows } from '@/domain/channels'
import type { Point } from './monitorRows'

const reload_every_ms = 60_000
const gather_ms = 1_000 // many loggers speak at once; the table is drawn once a second at most

export function usePoints() {
  const { data, status, error, reload } = useQuery((signal) => getAll((cut) => get('/points', { query: cut, signal })), { every_ms: reload_every_ms })
  const points = shallowRef<Point[] | null>(null)
  watch(data, (fresh) => (points.value = fresh))

  const waiting = new Map<number, ValueRow[]>()
  let drawTimer = 0
  let reloadTimer = 0
  function draw(): void {
    drawTimer = 0
    points.value = points.value?.map((point) => {
      const rows = waiting.get(point.id)
      const channels = rows ? withRows(point.channels, rows) : point.channels
      if (channels === point.channels) return point
      const last = channels.reduce((at, channel) => (channel.at && channel.at > at ? channel.at : at), point.last_at ?? '')
      return { ...point, channels, last_at: last }
    }) ?? null
    waiting.clear()
  }
  function soon(): void {
    window.clearTimeout(reloadTimer)
    reloadTimer = window.setTimeout(() => void reload(), gather_ms)
  }
  useEvents({
    values: ({ point, rows }) => {
      waiting.set(point, [...(waiting.get(point) ?? []), ...rows])
      if (!drawTimer) drawTimer = window.setTimeout(draw, gather_ms)
    },
    alarm: soon,
    lost: soon,
  })
  onScopeDispose(() => {
    window.clearTimeout(drawTimer)
    window.clearTimeout(reloadTimer)
  })
  return { points, status, error, reload }
}
