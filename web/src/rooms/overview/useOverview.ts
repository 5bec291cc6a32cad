// What the map shows, kept fresh: figures every few seconds, points when an alarm comes or at the latest every half minute.
import { computed, onScopeDispose, ref, shallowRef, watch } from 'vue'
import { get, type Schemas } from '@/api/client'
import { useEvents } from '@/api/events'
import { useQuery } from '@/api/query'

const reload_every_ms = 30_000
const gather_ms = 800 // alarms come in bursts: one reload for all of them

export function useOverview() {
  const { data, status, error, reload } = useQuery((signal) => get('/overview', { signal }), { every_ms: reload_every_ms })
  const newer = shallowRef<Schemas['Figures'] | null>(null)
  watch(data, () => (newer.value = null))
  const figures = computed(() => newer.value ?? data.value?.figures ?? null)
  const heard = ref<{ point: number; at: number } | null>(null)

  let timer = 0
  function soon(): void {
    window.clearTimeout(timer)
    timer = window.setTimeout(() => void reload(), gather_ms)
  }
  onScopeDispose(() => window.clearTimeout(timer))
  useEvents({
    figures: (now) => (newer.value = now),
    alarm: soon,
    lost: soon,
    values: (event) => (heard.value = { point: event.point, at: Date.now() }),
  })
  const points = computed(() => data.value?.points ?? [])
  const alarms = computed(() => data.value?.newest_alarms ?? [])
  return { data, status, error, reload, figures, points, alarms, heard }
}
