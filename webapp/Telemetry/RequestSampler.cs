using System.Diagnostics;
using OpenTelemetry.Trace;

namespace Steadfast.WebApp.Telemetry;

/// <summary>
/// Keeps what belongs to a request, and drops what the application asks for itself: it looks at the database and the cache every second, and each look
/// would be a trace of its own.
/// </summary>
/// <param name="share">Share of the requests whose traces are kept, from 0 to 1. All instances choose the same ones.</param>
internal sealed class RequestSampler(double share) : Sampler
{
    private readonly TraceIdRatioBasedSampler _chosen = new(share);

    /// <inheritdoc/>
    public override SamplingResult ShouldSample(in SamplingParameters samplingParameters)
    {
        ActivityContext parent = samplingParameters.ParentContext;
        // Whoever sends a request does not choose: a stranger could have everything kept, or nothing.
        return samplingParameters.Kind == ActivityKind.Server
            ? _chosen.ShouldSample(samplingParameters)
            : new(parent.TraceId != default && (parent.TraceFlags & ActivityTraceFlags.Recorded) != 0);
    }
}
