// One record with what may be done to it, and the doing of it.
import { get, post } from '@/api/client'
import { useAction, useQuery } from '@/api/query'
import { tag, type Detail, type Values } from './register'

export function useRecord(reg: string, id: number) {
  const query = useQuery((signal) => get('/registers/{reg}/records/{id}', { params: { reg, id }, signal }))
  const action = useAction()
  const take = (answer: Detail): void => { query.data.value = answer }
  const version = (): Record<string, string> => tag(query.data.value?.version ?? 0)
  const move = (which: string, values: Values, why: string): Promise<boolean> => action.run(async () => {
    take(await post('/registers/{reg}/records/{id}/moves/{move}', { params: { reg, id, move: which }, headers: version(), body: { ...(Object.keys(values).length ? { values } : {}), ...(why ? { why } : {}) } }))
  })
  const say = (what: 'withdraw' | 'restore', why: string): Promise<boolean> => action.run(async () => {
    take(await post(what === 'withdraw' ? '/registers/{reg}/records/{id}/withdraw' : '/registers/{reg}/records/{id}/restore', { params: { reg, id }, headers: version(), body: why ? { why } : {} }))
  })
  let merged: Detail | null = null
  /// The record it was merged into; null when it was refused.
  const merge = async (into: number, why: string): Promise<Detail | null> => {
    merged = null
    await action.run(async () => { merged = await post('/registers/{reg}/records/{id}/merge', { params: { reg, id }, headers: version(), body: { into, ...(why ? { why } : {}) } }) })
    return merged
  }
  return { ...query, busy: action.busy, problem: action.problem, move, say, merge, take }
}
