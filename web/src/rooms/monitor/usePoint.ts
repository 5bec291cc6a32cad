// One point with everything about it, its newest values live.
import { onScopeDispose, shallowRef, watch } from 'vue'
import { get, type Schemas } from '@/api/client'
import { useEvents } from '@/api/events'
import { useQuery } from '@/api/query'
import { withRows } from '@/domain/channels'

const reload_every_ms = 60_000
const gather_ms = 1_000

export function usePoint(id: number) {
  const { data, status, error, reload } = useQuery((signal) => get('/points/{id}', { params: { id }, signal }), { every_ms: reload_every_ms })
  const point = shallowRef<Schemas['PointDetail'] | null>(null)
  watch(data, (fresh) => (point.value = fresh))
  let timer = 0
  function soon(): void {
    window.clearTimeout(timer)
    timer = window.setTimeout(() => void reload(), gather_ms)
  }
  useEvents({
    values: (event) => {
      if (event.point !== id || !point.value) return
      const channels = withRows(point.value.channels, event.rows)
      if (channels === point.value.channels) return
      const last = channels.reduce((at, channel) => (channel.at && channel.at > at ? channel.at : at), point.value.last_at ?? '')
      point.value = { ...point.value, channels, last_at: last }
    },
    alarm: (alarm) => { if (alarm.point === id) soon() },
    lost: soon,
  })
  onScopeDispose(() => window.clearTimeout(timer))
  return { point, status, error, reload }
}
