// Who is at the screen: the only state that all screens share.
import { computed, ref, shallowRef } from 'vue'
import { del, get, post, Problem, useCsrf, whenUnauthenticated, type Schemas } from './client'

export type Right =
  | 'see_measurements' | 'see_frames' | 'see_alarms' | 'handle_alarms' | 'see_points_admin' | 'change_points'
  | 'see_people' | 'change_people' | 'see_trail' | 'see_system' | 'export_tables'
  | 'see_registers' | 'change_registers' | 'import_registers' | 'administer_registers' | 'see_facility'

export const about = shallowRef<Schemas['About'] | null>(null)
export const me = shallowRef<Schemas['Me'] | null>(null)
export const ended = ref(false) // the session ended while a screen was open
const rights = computed(() => new Set(me.value?.rights ?? []))
/// Who comes without an account reads what is public of the registers.
export const can = (right: Right): boolean => (me.value ? rights.value.has(right) : right === 'see_registers')

function take(who: Schemas['Me'] | null): void {
  me.value = who
  useCsrf(who?.csrf ?? '')
}
whenUnauthenticated(() => {
  if (me.value) ended.value = true
  take(null)
})

export async function loadAbout(): Promise<void> {
  about.value = await get('/about')
}
/// Is there a session already? Not being logged in is an answer, not an error.
export async function resume(): Promise<boolean> {
  try {
    take(await get('/session'))
    return true
  } catch (failure) {
    take(null)
    if (failure instanceof Problem && failure.status === 401) return false
    throw failure
  }
}
export async function logIn(login: string, password: string): Promise<void> {
  take(await post('/session', { body: { login, password } }))
  ended.value = false
}
export async function logOut(): Promise<void> {
  try {
    await del('/session')
  } finally {
    take(null)
    ended.value = false
  }
}
export async function changePassword(old: string, fresh: string): Promise<void> {
  await post('/session/password', { body: { old, new: fresh } })
  await resume()
}
