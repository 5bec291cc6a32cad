// Which kind of data over which span: chosen by the reader, kept in the address; the end moves on while data come in.
import { computed, onScopeDispose, ref } from 'vue'
import type { Schemas } from '@/api/client'
import { useUrlState } from '@/kit/urlState'
import { endOf, kindsOf, rangeOf, spans, type ChartKind } from './pointRange'

const tick_ms = 30_000
const ticks_long = 10 // hours and days do not need a new end every half minute

export function useSpan(series: () => Schemas['PointDetail']['series']) {
  const state = useUrlState({ kind: '', span: '', from: '', to: '', factor: '' })
  const now = ref(Date.now())
  let ticks = 0
  const timer = window.setInterval(() => {
    ++ticks
    const fine = kind.value === 'realtime' || kind.value === 'minute'
    if (!document.hidden && (fine || ticks % ticks_long === 0)) now.value = Date.now()
  }, tick_ms)
  onScopeDispose(() => window.clearInterval(timer))

  const kinds = computed(() => kindsOf(series()))
  const kind = computed<ChartKind>(() => kinds.value.find((one) => one === state.kind) ?? kinds.value[0] ?? 'hour')
  // Once known, the end of data of the past stays: it must not wander when a list is read anew.
  const ending = computed(() => endOf(series(), now.value))
  const archive = computed(() => ending.value.archive)
  const end = computed(() => ending.value.end)
  const span = computed(() => state.span || (archive.value && kind.value === 'hour' ? '7d' : spans[kind.value][0]))
  const bounds = computed(() => {
    const { from, to } = rangeOf(kind.value, span.value, state, end.value)
    return `${from}/${to}`
  })
  const range = computed(() => {
    const [from = 0, to = 0] = bounds.value.split('/').map(Number)
    return { from, to }
  })
  const live = computed(() => !archive.value && state.span !== 'custom')
  return { state, kind, kinds, range, archive, end, live, span }
}
