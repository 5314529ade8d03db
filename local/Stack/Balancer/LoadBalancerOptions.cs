using System.Net;

namespace Steadfast.Local.Stack.Balancer;

/// <summary>Settings of the balancer, named as Azure names them. The defaults are those of the deployed stack.</summary>
/// <param name="Frontend">Address and port that clients connect to; port 0 picks a free one.</param>
public sealed record LoadBalancerOptions(IPEndPoint Frontend)
{
    /// <summary>
    /// Time from the start of one probe to the start of the next. Default 5 s, which is Azure's minimum; a twin may go below.
    /// </summary>
    public TimeSpan ProbeInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Number of equal results in a row that change the state of a back end. Default 2.</summary>
    public int ProbeThreshold { get; init; } = 2;

    /// <summary>Path of the probe. Default <c>/healthz</c>.</summary>
    public string ProbePath { get; init; } = "/healthz";

    /// <summary>Port of the probe; null is the port of the back end.</summary>
    public int? ProbePort { get; init; }

    /// <summary>After this long without a byte in either direction a flow is reset. Default 4 minutes.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromMinutes(4);

    /// <summary>Time that a back end may take to accept a connection before the client is reset. Default 10 s.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Flows open at the same time; a new one beyond that is reset. Default 10,000.</summary>
    public int MaxFlows { get; init; } = 10_000;

    /// <summary>Clock of probes, time-outs and every time that is reported.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>A probe must answer within this time: the interval, at most 30 s.</summary>
    public TimeSpan ProbeTimeout => ProbeInterval < TimeSpan.FromSeconds(30) ? ProbeInterval : TimeSpan.FromSeconds(30);

    /// <summary>Throws with every setting that is out of range.</summary>
    public void Validate()
    {
        List<string> wrong = [];
        Check(ProbeInterval > TimeSpan.Zero, $"ProbeInterval is {ProbeInterval}; it must be longer than zero.");
        Check(ProbeThreshold >= 1, $"ProbeThreshold is {ProbeThreshold}; it must be 1 or more.");
        Check(
            ProbePath.StartsWith('/') && !ProbePath.AsSpan().ContainsAny(" \r\n"),
            $"ProbePath is '{ProbePath}'; it must start with / and hold no space.");
        Check(ProbePort is null or (> 0 and <= 65535), $"ProbePort is {ProbePort}; it must be 1 to 65535, or null.");
        Check(IdleTimeout > TimeSpan.Zero, $"IdleTimeout is {IdleTimeout}; it must be longer than zero.");
        Check(ConnectTimeout > TimeSpan.Zero, $"ConnectTimeout is {ConnectTimeout}; it must be longer than zero.");
        Check(MaxFlows >= 1, $"MaxFlows is {MaxFlows}; it must be 1 or more.");
        if (wrong.Count > 0)
        {
            throw new ArgumentException(string.Join(' ', wrong));
        }

        void Check(bool right, string message)
        {
            if (!right)
            {
                wrong.Add(message);
            }
        }
    }
}
