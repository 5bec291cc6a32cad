// One alarm with its course, and what may be done to it.
import { get, post } from '@/api/client'
import { useEvents } from '@/api/events'
import { useAction, useQuery } from '@/api/query'

export function useAlarm(id: () => number | null, changed: () => void) {
  const query = useQuery((signal) => get('/alarms/{id}', { params: { id: id() ?? 0 }, signal }), { watch: id, when: () => id() !== null })
  useEvents({ alarm: (news) => { if (news.id === id()) void query.reload() } })
  const { busy, problem, run } = useAction()
  async function act(step: 'acknowledge' | 'clear', note: string): Promise<boolean> {
    const mine = id()
    if (mine === null) return false
    const went = await run(async () => {
      const path = step === 'clear' ? '/alarms/{id}/clear' : '/alarms/{id}/acknowledge'
      const answer = await post(path, { params: { id: mine }, body: { note } })
      if (id() === mine) query.data.value = answer
    })
    if (went) changed()
    return went
  }
  return { ...query, busy, problem, act }
}
