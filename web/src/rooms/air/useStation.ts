// One station: what it is, its hours in the chosen window, its days year by year.
import { computed, onScopeDispose, ref, shallowRef, watch } from 'vue'
import { get, Problem } from '@/api/client'
import { useQuery, type Status } from '@/api/query'
import { iso, startOfDay } from '@/kit/format'
import { bySlot, day_ms, hour_ms, levelsOf, startOf, yearOf, yearStart, type Air, type YearLevels } from './rows'
import type { Slots } from './charts'

const rows_max = 1000
const reread_ms = 60_000

export function useStation(id: () => number) {
  const point = useQuery((signal) => get('/points/{id}', { params: { id: id() }, signal }))
  const newest = useQuery((signal) => get('/air/stations', { query: { limit: rows_max }, signal }).then((page) => page.items.find((one) => one.point === id()) ?? null), { every_ms: reread_ms })
  return { point, newest }
}

/// The window of hours: `days` long, ending at the end of `until` (a day), or with the newest hour.
export function hourWindow(newest: number, days: number, until: string): { from: number; to: number } {
  const to = until ? Date.parse(`${until}T00:00:00+08:00`) + day_ms : newest + hour_ms
  return { from: to - days * day_ms, to }
}

export function useHours(id: () => number, window: () => { from: number; to: number } | null) {
  const query = useQuery(
    (signal) => {
      const at = window() as { from: number; to: number }
      return get('/air/hours', { query: { point: id(), from: iso(at.from), to: iso(at.to), limit: rows_max }, signal }).then((page) => ({ ...at, items: page.items }))
    },
    { watch: () => JSON.stringify(window()), when: () => window() !== null, every_ms: reread_ms },
  )
  const slots = computed<Slots | null>(() => (query.data.value ? { from: query.data.value.from, step_ms: hour_ms, rows: bySlot(query.data.value.items, query.data.value.from, query.data.value.to, hour_ms) } : null))
  return { ...query, slots }
}

/// The limits of GB 3095 that hold on a day, of the class that the station's channels name; class two where none is named.
export function useLimits(on: () => string | null, limitClass: () => string) {
  const query = useQuery((signal) => get('/catalogue/limits', { query: { set: 'GB3095', on: on() ?? undefined, limit: rows_max }, signal }), { watch: () => on() ?? '', when: () => on() !== null })
  return computed(() => (query.data.value?.items ?? []).filter((one) => one.set.endsWith(`/${limitClass()}`)))
}

/// Days of all years there are: the chosen year first, the others one by one behind it.
export function useYears(id: () => number, chosen: () => number | null) {
  const years = ref<number[]>([])
  const kept = shallowRef(new Map<number, Air[]>())
  const status = ref<Status>('loading')
  const error = shallowRef<Problem | null>(null)
  const stop = new AbortController()
  onScopeDispose(() => stop.abort())

  const edge = (sort: string) => get('/air/days', { query: { point: id(), from: '1970-01-02', to: iso(startOfDay(Date.now()) + day_ms), sort, limit: 1 }, signal: stop.signal })
  async function read(year: number): Promise<void> {
    if (kept.value.has(year)) return
    const page = await get('/air/days', { query: { point: id(), from: iso(yearStart(year)), to: iso(yearStart(year + 1)), limit: rows_max }, signal: stop.signal })
    kept.value = new Map(kept.value).set(year, page.items)
  }
  async function readAll(): Promise<void> {
    try {
      const [first, last] = await Promise.all([edge('start'), edge('-start')])
      const from = first.items[0]
      const to = last.items[0]
      if (from && to) {
        for (let year = yearOf(startOf(to)); year >= yearOf(startOf(from)); --year) years.value.push(year)
        const wanted = chosen() ?? years.value[0]
        if (wanted !== undefined && years.value.includes(wanted)) await read(wanted)
        status.value = 'ready'
        for (const year of years.value) await read(year)
      }
      status.value = 'ready'
    } catch (failure) {
      if (stop.signal.aborted) return
      error.value = failure instanceof Problem ? failure : new Problem(0, 'unexpected', String(failure))
      status.value = 'failed'
    }
  }
  void readAll()
  watch(chosen, (year) => { if (year !== null && years.value.includes(year)) void read(year).catch(() => undefined) })

  const year = computed(() => chosen() ?? years.value[0] ?? null)
  const rows = computed<Air[] | null>(() => (year.value === null ? null : (kept.value.get(year.value) ?? null)))
  const slots = computed<Slots | null>(() => {
    if (year.value === null || !rows.value) return null
    const from = yearStart(year.value)
    return { from, step_ms: day_ms, rows: bySlot(rows.value, from, yearStart(year.value + 1), day_ms) }
  })
  const levels = computed<YearLevels[]>(() => years.value.flatMap((one) => (kept.value.has(one) ? [levelsOf(one, kept.value.get(one) ?? [])] : [])))
  const complete = computed(() => levels.value.length === years.value.length)
  return { years, year, rows, slots, levels, complete, status, error, retry: () => { status.value = 'loading'; years.value = []; void readAll() } }
}
