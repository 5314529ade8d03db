// The types of the network.

@export()
@description('One rule of a network security group.')
type NetworkRule = {
  @description('Name, which says what it lets through or stops.')
  name: string

  @description('Order; the lowest number decides.')
  @minValue(100)
  @maxValue(4096)
  priority: int

  @description('Direction as seen from the subnet.')
  direction: 'Inbound' | 'Outbound'

  @description('What happens to matching traffic.')
  access: 'Allow' | 'Deny'

  @description('Address range or service tag it comes from.')
  from: string

  @description('Address range or service tag it goes to.')
  to: string

  @description('Destination ports.')
  ports: string[]

  @description('Why the rule is there.')
  why: string
}

@export()
@description('Address ranges of the virtual network and its subnets.')
type AddressPlan = {
  @description('The whole network.')
  network: string

  @description('Web servers.')
  web: string

  @description('Database servers, primary and standby. The service never lets it grow.')
  database: string

  @description('Function App.')
  functions: string

  @description('Private endpoints.')
  endpoints: string

  @description('Reverse proxies of the option "tiered".')
  front: string
}

@export()
@description('A rule that lets something in.')
func letsIn(name string, priority int, from string, to string, ports string[], why string) NetworkRule => {
  name: name
  direction: 'Inbound'
  access: 'Allow'
  priority: priority
  from: from
  to: to
  ports: ports
  why: why
}
