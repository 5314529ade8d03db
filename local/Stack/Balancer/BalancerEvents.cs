using System.Net;

namespace Steadfast.Local.Stack.Balancer;

/// <summary>One probe of one back end.</summary>
/// <param name="Backend">The back end.</param>
/// <param name="Success">True for status 200 in time.</param>
/// <param name="Status">The HTTP status, or null when there was no answer.</param>
/// <param name="Error">Why there was no answer, or null.</param>
/// <param name="SentAt">When the probe was started.</param>
/// <param name="At">When the result was known.</param>
public sealed record ProbeResult(IPEndPoint Backend, bool Success, int? Status, string? Error, DateTimeOffset SentAt, DateTimeOffset At);

/// <summary>
/// The probes changed their verdict about a back end. From <paramref name="At"/> on no new flow is sent to one that is down.
/// </summary>
/// <param name="Backend">The back end.</param>
/// <param name="Up">The new verdict.</param>
/// <param name="At">When it began to hold.</param>
/// <param name="Reason">One sentence for the operator.</param>
public sealed record HealthChange(IPEndPoint Backend, bool Up, DateTimeOffset At, string Reason);

/// <summary>One value of one Azure Monitor metric, under its REST name.</summary>
/// <param name="Name"><c>DipAvailability</c>, <c>VipAvailability</c>, <c>SYNCount</c> or <c>ByteCount</c>.</param>
/// <param name="Value">Availability in percent, or a count since the value before.</param>
/// <param name="At">When it was taken.</param>
/// <param name="Frontend">The balancer's own address.</param>
/// <param name="Backend">The back end, for <c>DipAvailability</c>; else null.</param>
/// <param name="Direction"><c>In</c> or <c>Out</c>, for <c>ByteCount</c>; else null.</param>
public sealed record MetricSample(
    string Name, double Value, DateTimeOffset At, IPEndPoint Frontend, IPEndPoint? Backend = null, string? Direction = null);

/// <summary>The balancer's view of one back end at one moment.</summary>
/// <param name="Address">The back end.</param>
/// <param name="Up">What its probes say.</param>
/// <param name="AdminState">What an operator said.</param>
/// <param name="Eligible">True when new flows may go there, from the two before.</param>
/// <param name="NewFlows">Flows sent there since it was added.</param>
/// <param name="ActiveFlows">Flows open now.</param>
/// <param name="ConnectFailures">Flows that were reset because it did not accept them.</param>
/// <param name="BytesIn">Bytes from clients to it.</param>
/// <param name="BytesOut">Bytes from it to clients.</param>
/// <param name="LastNewFlowAt">When the last flow was sent there; null when none was.</param>
public sealed record BackendStatus(
    IPEndPoint Address, bool Up, AdminState AdminState, bool Eligible, long NewFlows, int ActiveFlows,
    long ConnectFailures, long BytesIn, long BytesOut, DateTimeOffset? LastNewFlowAt);
