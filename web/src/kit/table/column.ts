export interface Column {
  key: string
  title: string
  align?: 'left' | 'right' | 'center'
  width?: string
  sort?: string // the field the server sorts by
  mono?: boolean
  wide?: boolean // on a phone: a line of its own
  quiet?: boolean // on a phone: left out
  bare?: boolean // on a phone: without its title
}
