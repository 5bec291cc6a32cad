// All air stations with their newest hour, filtered and ordered here: they are few, and the server sends them all.
import { computed } from 'vue'
import { get } from '@/api/client'
import { useEvents } from '@/api/events'
import { useQuery } from '@/api/query'
import { useUrlState } from '@/kit/urlState'
import { day_ms, hour_ms, ranks, sorted, startOf, type Air } from './rows'

const list_max = 1000
const reread_ms = 60_000
const live_within_ms = 6 * hour_ms // an hour is judged when it has closed; older than this is no live station
const compared_days = 14
const compared_stations_max = 20

export const isLive = (row: Air, now: number): boolean => row.origin !== 'imported' && now - startOf(row) < live_within_ms

export function useStations() {
  const state = useUrlState({ scope: 'all', q: '', sort: '' })
  const { data, status, error, reload } = useQuery((signal) => get('/air/stations', { query: { limit: list_max }, signal }), { every_ms: reread_ms })
  useEvents({ lost: () => void reload() })
  const all = computed<Air[]>(() => data.value?.items ?? [])
  const rank = computed(() => ranks(all.value))
  const counts = computed(() => ({ all: all.value.length, live: all.value.filter((one) => one.origin !== 'imported').length }))
  const shown = computed(() => {
    const q = state.q.trim().toLowerCase()
    const chosen = all.value.filter((one) => (state.scope === 'all' || (state.scope === 'archive') === (one.origin === 'imported')) && (!q || one.point_name.toLowerCase().includes(q)))
    return state.sort ? sorted(chosen, state.sort) : [...chosen].sort((a, b) => (a.origin === 'imported' ? 1 : 0) - (b.origin === 'imported' ? 1 : 0) || startOf(b) - startOf(a) || (a.aqi ?? 9999) - (b.aqi ?? 9999))
  })
  return { state, data, status, error, reload, all, shown, rank, counts }
}

export type Compared = { station: Air; rows: Air[] }
/// The last days of every imported station, to set our AQI beside the published one and to find figures that stand still.
export function useComparison(stations: () => Air[]) {
  const imported = () => stations().filter((one) => one.origin === 'imported' && startOf(one) > 0).slice(0, compared_stations_max)
  return useQuery<Compared[]>(
    (signal) => Promise.all(imported().map(async (station) => {
      const end = startOf(station) + hour_ms
      const page = await get('/air/hours', { query: { point: station.point, from: new Date(end - compared_days * day_ms).toISOString(), to: new Date(end).toISOString(), limit: list_max }, signal })
      return { station, rows: page.items }
    })),
    { watch: () => imported().map((one) => `${one.point}@${one.start}`).join(), when: () => imported().length > 0 },
  )
}
