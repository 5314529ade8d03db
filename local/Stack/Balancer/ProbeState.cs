namespace Steadfast.Local.Stack.Balancer;

/// <summary>
/// State of one back end by its probes. Pure: each result gives the next state. A new back end is down until it has
/// answered <c>threshold</c> times in a row.
/// </summary>
/// <param name="Up">True when new flows may go there.</param>
/// <param name="Contrary">Results in a row that say the opposite of <paramref name="Up"/>.</param>
public readonly record struct ProbeState(bool Up, int Contrary)
{
    /// <summary>The state after one more result.</summary>
    public ProbeState After(bool success, int threshold)
    {
        if (success == Up)
        {
            return new(Up, 0);
        }

        return Contrary + 1 >= threshold ? new(success, 0) : new(Up, Contrary + 1);
    }
}
