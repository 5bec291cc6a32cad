import type { Form } from '@/domain/figures/spans'

export const period_forms: readonly Form[] = ['month', 'quarter', 'year', 'heating', 'rest']
