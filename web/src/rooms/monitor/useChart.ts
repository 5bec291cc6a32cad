// One factor over a range: asked for when it is in sight, then kept live by the rows that come in.
import { computed, onScopeDispose, shallowRef, watch, type Ref } from 'vue'
import { get, type Schemas } from '@/api/client'
import { useEvents, type ValueRow } from '@/api/events'
import { useQuery } from '@/api/query'
import { iso } from '@/kit/format'
import { gapsOf, samplesOf, withLive } from './chartModel'
import type { ChartKind, Range } from './pointRange'

export interface Asked { point: number; factor: string; variant: string; kind: ChartKind; range: Range; live: boolean }
const gather_ms = 1_500
const live_most = 5_000

/// Hours and days are our own means; a point whose means were never computed shows what was sent.
export const serverKind = (kind: ChartKind): string => (kind === 'hour' || kind === 'day' ? `${kind}-mean` : kind)
export function chartQuery(asked: Asked, kind = serverKind(asked.kind)) {
  return { factor: asked.factor, variant: asked.variant, kind, from: iso(asked.range.from), to: iso(asked.range.to) }
}

export function useChart(asked: Ref<Asked>, seen: Ref<boolean>) {
  const key = computed(() => (seen.value ? JSON.stringify(asked.value) : ''))
  const { data, status, error, reload } = useQuery<Schemas['Chart']>(
    async (signal) => {
      const { point, kind } = asked.value
      const answer = await get('/points/{id}/chart', { params: { id: point }, query: chartQuery(asked.value), signal })
      if (answer.rows.length || kind === 'realtime' || kind === 'minute') return answer
      const sent = await get('/points/{id}/chart', { params: { id: point }, query: chartQuery(asked.value, kind), signal })
      return sent.rows.length ? sent : answer
    },
    { watch: key, when: () => seen.value },
  )
  const rows = shallowRef<ValueRow[]>([])
  watch(data, () => (rows.value = []))
  let waiting: ValueRow[] = []
  let timer = 0
  useEvents({
    values: (event) => {
      const { point, factor, variant, kind, live } = asked.value
      if (!live || event.point !== point || !data.value || data.value.thinned) return
      waiting.push(...event.rows.filter((row) => row.factor === factor && row.variant === variant && row.kind === kind))
      if (waiting.length && !timer) timer = window.setTimeout(take, gather_ms)
    },
    lost: () => void reload(),
  })
  function take(): void {
    timer = 0
    rows.value = [...rows.value, ...waiting].slice(-live_most)
    waiting = []
  }
  onScopeDispose(() => window.clearTimeout(timer))

  const samples = computed(() => (data.value ? withLive(samplesOf(data.value), rows.value) : []))
  const gaps = computed(() => (data.value ? gapsOf(data.value, samples.value, asked.value.kind) : []))
  const last = computed(() => samples.value[samples.value.length - 1]?.at ?? 0)
  return { data, status, error, reload, samples, gaps, last }
}
