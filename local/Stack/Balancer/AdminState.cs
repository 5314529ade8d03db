namespace Steadfast.Local.Stack.Balancer;

/// <summary>An operator's word on a back end.</summary>
public enum AdminState
{
    /// <summary>Nothing: the probe decides.</summary>
    None,

    /// <summary>Always gets new flows, whatever the probe says.</summary>
    Up,

    /// <summary>Gets no new flows, whatever the probe says; flows that exist live on.</summary>
    Down,
}
