namespace Steadfast.Local.AzureEmulator;

/// <summary>Settings of one instance of the scale set: its number, its zone and where its web server listens.</summary>
/// <param name="InstanceId">Instance id in the scale set, a number as a string: "0", "1", …</param>
/// <param name="Zone">Availability zone: "1", "2" or "3".</param>
/// <param name="PrivateIp">Address of the network interface; an alert names it as BackendIPAddress.</param>
/// <param name="Port">Port that the load balancer sends to.</param>
public sealed record MachineSpec(string InstanceId, string Zone, string PrivateIp, int Port);
