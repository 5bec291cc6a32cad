// The district's AQI of yesterday: the worst of its live stations, as the hour's figure is.
import { computed, type ComputedRef } from 'vue'
import { get } from '@/api/client'
import { useQuery } from '@/api/query'
import { day, startOfDay } from '@/kit/format'
import type { MapPoint } from './mapMarks'

const stations_most = 12
const day_ms = 86_400_000

export function useDayAir(points: ComputedRef<MapPoint[]>) {
  const stations = computed(() => points.value.filter((p) => p.kind === 'air_station' && p.origin !== 'imported' && p.state !== 'archive').slice(0, stations_most).map((p) => p.id))
  const key = computed(() => stations.value.join())
  const { data } = useQuery(
    async (signal) => {
      const today = startOfDay(Date.now())
      const days = await Promise.all(stations.value.map((point) => get('/air/days', { query: { point, from: day(today - day_ms), to: day(today) }, signal })))
      const known = days.flatMap((page) => page.items).filter((one) => one.aqi !== null)
      return known.sort((a, b) => (b.aqi ?? 0) - (a.aqi ?? 0))[0] ?? null
    },
    { watch: key, when: () => stations.value.length > 0 },
  )
  return data
}
