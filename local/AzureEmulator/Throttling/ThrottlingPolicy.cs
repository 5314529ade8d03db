namespace Steadfast.Local.AzureEmulator;

/// <summary>Finds the limits that a request falls under: the documented table for compute. Pure.</summary>
internal static class ThrottlingPolicy
{
    private const string Set = "virtualmachinescalesets";

    /// <summary>The group and the resource that the request counts against; null for what compute does not limit.</summary>
    public static (ThrottlingGroup Group, string Resource)? Of(string method, string path)
    {
        var parts = path.ToLowerInvariant().Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (parts is [.., "operations", var operation])
        {
            return (ThrottlingGroup.OperationGet, operation);
        }

        var at = Array.IndexOf(parts, Set);
        return at < 0 || at + 1 >= parts.Length ? null : OfSet(method, parts[at + 1], parts[(at + 2)..]);
    }

    // What a single instance is asked counts against that instance, anything else against the set: so the table's "per resource" is read
    // here.
    private static (ThrottlingGroup, string)? OfSet(string method, string set, string[] below) => (method, below) switch
    {
        ("GET", []) => (ThrottlingGroup.LowCostGet, set),
        ("GET", ["rollingupgrades", _]) => (ThrottlingGroup.LowCostGet, set),
        ("GET", ["instanceview"] or ["virtualmachines"]) => (ThrottlingGroup.HighCostGet, set),
        ("GET", ["virtualmachines", var id]) => (ThrottlingGroup.InstanceGet, $"{set}/{id}"),
        ("GET", ["virtualmachines", var id, "instanceview"]) => (ThrottlingGroup.InstanceGet, $"{set}/{id}"),
        ("DELETE", ["virtualmachines", var id]) => (ThrottlingGroup.InstanceDelete, $"{set}/{id}"),
        ("POST" or "PUT", ["virtualmachines", var id, ..]) => (ThrottlingGroup.InstanceUpdate, $"{set}/{id}"),
        ("POST", ["delete"]) => (ThrottlingGroup.SetDelete, set),
        ("PATCH", []) or ("POST", [_]) => (ThrottlingGroup.SetUpdate, set),
        // Network interfaces and metrics are answered by other providers with limits of their own.
        _ => null,
    };
}
