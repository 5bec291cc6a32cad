// A job of the server: begun, watched until it ends, cancelled when it is no longer wanted.
import { computed, onScopeDispose, ref, shallowRef } from 'vue'
import { del, get, Problem, type LedgerSchemas } from '@/api/client'

export type Job = LedgerSchemas['Job']
export type ImportResult = LedgerSchemas['ImportResult']
const look_ms = 600
const ended = (job: Job): boolean => job.state === 'done' || job.state === 'failed' || job.state === 'cancelled'

export function useJob() {
  const job = shallowRef<Job | null>(null)
  const problem = shallowRef<Problem | null>(null)
  const busy = ref(false)
  let timer = 0
  let turn = 0
  const failed = (failure: unknown): void => {
    problem.value = failure instanceof Problem ? failure : new Problem(0, 'unexpected', String(failure))
    busy.value = false
  }
  async function look(id: string, mine: number): Promise<void> {
    try {
      const now = await get('/jobs/{id}', { params: { id } })
      if (mine !== turn) return
      job.value = now
      if (!ended(now)) { timer = window.setTimeout(() => void look(id, mine), look_ms); return }
      busy.value = false
      if (now.state === 'failed') problem.value = new Problem(422, now.problem?.code ?? 'failed', now.problem?.detail ?? '', now.problem?.where ?? '', now.problem?.mend ?? '')
    } catch (failure) {
      if (mine === turn) failed(failure)
    }
  }
  async function begin(work: () => Promise<{ job: string }>): Promise<void> {
    const mine = ++turn
    window.clearTimeout(timer)
    job.value = null
    problem.value = null
    busy.value = true
    try {
      const { job: id } = await work()
      await look(id, mine)
    } catch (failure) {
      if (mine === turn) failed(failure)
    }
  }
  async function cancel(): Promise<void> {
    if (job.value && busy.value) await del('/jobs/{id}', { params: { id: job.value.id } }).catch(() => undefined)
  }
  onScopeDispose(() => {
    ++turn
    window.clearTimeout(timer)
  })
  const share = computed(() => (job.value && job.value.total > 0 ? job.value.done / job.value.total : null))
  const result = computed(() => (job.value?.state === 'done' ? job.value.result : null))
  return { job, problem, busy, share, result, begin, cancel }
}
