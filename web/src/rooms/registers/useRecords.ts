// The records of a register with everything that narrows them in the address.
import { computed, type Ref } from 'vue'
import { get, type Query } from '@/api/client'
import { useQuery } from '@/api/query'
import { page_length, useListState } from '@/kit/urlState'
import { combined } from './filter'
import type { Definition } from './register'

export const split = (list: string): string[] => list.split(',').filter(Boolean)
const map_most = 1000

export function useRecords(reg: string, def: Ref<Definition | null>) {
  const { state } = useListState({ q: '', filter: '', state: '', withdrawn: '', cols: '', map: '' })
  const whole = computed(() => combined(state.filter, split(state.state)))
  const narrowed = computed<Query>(() => ({ filter: whole.value.text, q: state.q.trim(), withdrawn: state.withdrawn || undefined }))
  /// As a list, a map or an export is asked for.
  const asked = computed<Query>(() => ({ ...narrowed.value, sort: state.sort }))
  const ready = () => def.value !== null
  const records = useQuery((signal) => get('/registers/{reg}/records', { params: { reg }, query: { ...asked.value, geometry: false, skip: state.skip, limit: page_length }, signal }),
    { watch: [() => JSON.stringify(asked.value), () => state.skip] })
  const groups = useQuery((signal) => get('/registers/{reg}/groups', { params: { reg }, query: { by: 'state', filter: state.filter, q: state.q.trim(), withdrawn: state.withdrawn || undefined }, signal }),
    { watch: [() => JSON.stringify([state.filter, state.q, state.withdrawn]), def], when: () => ready() && !!def.value?.lifecycle })
  const places = useQuery((signal) => get('/registers/{reg}/records', { params: { reg }, query: { ...narrowed.value, geometry: true, limit: map_most }, signal }),
    { watch: [() => JSON.stringify([narrowed.value, state.map]), def], when: () => ready() && !!def.value?.geometry && state.map !== '' })
  async function reload(): Promise<void> {
    await Promise.all([records.reload(), groups.reload(), places.reload()])
  }
  return { state, whole, asked, records, groups, places, reload }
}
