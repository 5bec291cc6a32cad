// Accounts: who is listed, and what a form sends.
import type { Schemas } from '@/api/client'
import type { Role } from '@/domain/states'

export type Person = Schemas['Person']
export interface Choice { q: string; role: string; show: string }
export function chosen(people: Person[], by: Choice): Person[] {
  const q = by.q.trim().toLowerCase()
  return people.filter((one) => (!by.role || one.role === by.role) && (by.show === 'all' || one.active === (by.show === 'active'))
    && (!q || [one.login, one.name, one.facility ?? '', one.department ?? '', one.area ?? ''].some((text) => text.toLowerCase().includes(q))))
}
export interface PersonForm { login: string; name: string; role: Role; facility: string; department: string; area: string; active: boolean; password: string }
export const blank = (): PersonForm => ({ login: '', name: '', role: 'monitor', facility: '', department: '', area: '', active: true, password: '' })
export const formOf = (one: Person): PersonForm => ({
  login: one.login, name: one.name, role: one.role, facility: one.facility ?? '', department: one.department ?? '', area: one.area ?? '', active: one.active, password: '',
})
/// Which of the three ties a role has.
export const has = {
  facility: (role: Role): boolean => role === 'enterprise',
  department: (role: Role): boolean => role === 'officer' || role === 'partner',
  area: (role: Role): boolean => ['officer', 'partner', 'grid', 'third_party'].includes(role),
}

/// A new account takes login and password; a change never renames nor sets a password. A tie its role does not have is cut.
export function bodyOf(form: PersonForm, fresh: boolean): Record<string, string | boolean> {
  const tie = (name: keyof typeof has): string => (has[name](form.role) ? form[name].trim() : '')
  const common = { name: form.name.trim(), role: form.role, facility: tie('facility'), department: tie('department'), area: tie('area') }
  return fresh ? { login: form.login.trim(), ...common, password: form.password } : { ...common, active: form.active }
}
