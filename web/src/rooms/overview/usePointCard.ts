// One point with its newest values: asked for when it is looked at, live while it stays open; what was seen a moment ago is shown at once.
import { onScopeDispose, ref, shallowRef, watch, type Ref } from 'vue'
import { get, Problem, type Schemas } from '@/api/client'
import { useEvents } from '@/api/events'
import { withRows } from '@/domain/channels'

type Detail = Schemas['PointDetail']
const kept = new Map<number, { detail: Detail; at: number }>()
const kept_ms = 20_000
const kept_most = 50
const dwell_ms = 120 // a pointer that only crosses a mark asks nothing

function keep(id: number, detail: Detail): void {
  if (kept.size >= kept_most) kept.clear()
  kept.set(id, { detail, at: Date.now() })
}

export function usePointCard(id: Ref<number | null>) {
  const detail = shallowRef<Detail | null>(null)
  const error = shallowRef<Problem | null>(null)
  const status = ref<'idle' | 'loading' | 'ready' | 'failed'>('idle')
  let running: AbortController | null = null
  let timer = 0

  async function load(): Promise<void> {
    running?.abort()
    const wanted = id.value
    if (wanted === null) return
    const mine = new AbortController()
    running = mine
    try {
      const answer = await get('/points/{id}', { params: { id: wanted }, signal: mine.signal })
      keep(wanted, answer)
      detail.value = answer
      error.value = null
      status.value = 'ready'
    } catch (failure) {
      if (mine.signal.aborted) return
      error.value = failure instanceof Problem ? failure : new Problem(0, 'unexpected', String(failure))
      status.value = 'failed'
    }
  }
  watch(id, (now) => {
    window.clearTimeout(timer)
    const known = now === null ? undefined : kept.get(now)
    detail.value = known?.detail ?? null
    status.value = now === null ? 'idle' : known ? 'ready' : 'loading'
    if (now !== null && (!known || Date.now() - known.at > kept_ms)) timer = window.setTimeout(() => void load(), dwell_ms)
  }, { immediate: true })
  useEvents({
    values: (event) => {
      if (!detail.value || event.point !== detail.value.id) return
      const channels = withRows(detail.value.channels, event.rows)
      if (channels !== detail.value.channels) detail.value = { ...detail.value, channels }
    },
    alarm: (alarm) => { if (alarm.point === id.value) void load() },
  })
  onScopeDispose(() => {
    running?.abort()
    window.clearTimeout(timer)
  })
  return { detail, status, error, reload: load }
}
