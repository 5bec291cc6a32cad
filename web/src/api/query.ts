// Asking for something and keeping it: { data, status, error }; what is no longer wanted is broken off.
import { onScopeDispose, ref, shallowRef, watch, type Ref, type ShallowRef, type WatchSource } from 'vue'
import { Problem } from './client'

export type Status = 'idle' | 'loading' | 'refreshing' | 'ready' | 'failed'
export interface Query<T> {
  data: ShallowRef<T | null>
  status: Ref<Status>
  error: ShallowRef<Problem | null>
  reload: () => Promise<void>
}
interface Options {
  watch?: WatchSource<unknown> | WatchSource<unknown>[]
  every_ms?: number
  when?: () => boolean
}

/// Asks at once and whenever a watched source changes; old data stay visible while new ones are fetched.
export function useQuery<T>(fetcher: (signal: AbortSignal) => Promise<T>, options: Options = {}): Query<T> {
  const data = shallowRef<T | null>(null)
  const status = ref<Status>('idle')
  const error = shallowRef<Problem | null>(null)
  let running: AbortController | null = null

  async function reload(): Promise<void> {
    running?.abort()
    if (options.when && !options.when()) {
      status.value = 'idle'
      return
    }
    const mine = new AbortController()
    running = mine
    status.value = data.value === null ? 'loading' : 'refreshing'
    try {
      const answer = await fetcher(mine.signal)
      if (mine.signal.aborted) return
      data.value = answer
      error.value = null
      status.value = 'ready'
    } catch (failure) {
      if (mine.signal.aborted) return
      error.value = failure instanceof Problem ? failure : new Problem(0, 'unexpected', String(failure))
      status.value = 'failed'
    }
  }

  if (options.watch) {
    watch(options.watch, () => void reload())
  }
  const timer = options.every_ms ? window.setInterval(() => { if (!document.hidden) void reload() }, options.every_ms) : 0
  onScopeDispose(() => {
    running?.abort()
    window.clearInterval(timer)
  })
  void reload()
  return { data, status, error, reload }
}

/// Doing something once, from a form: `run` gives true when it went well; the problem stays to be shown.
export function useAction() {
  const busy = ref(false)
  const problem = shallowRef<Problem | null>(null)
  async function run(work: () => Promise<unknown>): Promise<boolean> {
    busy.value = true
    problem.value = null
    try {
      await work()
      return true
    } catch (failure) {
      problem.value = failure instanceof Problem ? failure : new Problem(0, 'unexpected', String(failure))
      return false
    } finally {
      busy.value = false
    }
  }
  return { busy, problem, run }
}
