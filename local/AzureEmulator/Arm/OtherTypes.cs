using Microsoft.AspNetCore.Http;

namespace Steadfast.Local.AzureEmulator;

/// <summary>Types of resources that Azure has and this control plane has not.</summary>
internal static class OtherTypes
{
    // Whose operations may well be asked for about a stack such as this one. A path that names another namespace, or none, is just not
    // found.
    private static readonly string[] Namespaces =
    [
        "Microsoft.AlertsManagement", "Microsoft.Authorization", "Microsoft.Cdn", "Microsoft.Chaos", "Microsoft.Compute",
        "Microsoft.Consumption",
        "Microsoft.ContainerRegistry", "Microsoft.DBforMySQL", "Microsoft.Features", "Microsoft.Insights", "Microsoft.KeyVault",
        "Microsoft.ManagedIdentity",
        "Microsoft.Network", "Microsoft.OperationalInsights", "Microsoft.Quota", "Microsoft.ResourceGraph", "Microsoft.ResourceHealth",
        "Microsoft.Resources",
        "Microsoft.Storage", "Microsoft.Web",
    ];

    /// <summary>The type that a path is about; null when it is none of these.</summary>
    public static string? In(PathString path)
    {
        var parts = (path.Value ?? "").Split('/', StringSplitOptions.RemoveEmptyEntries);
        var at = Array.FindLastIndex(parts, part => part.Equals("providers", StringComparison.OrdinalIgnoreCase));
        if (at < 0 || at + 2 >= parts.Length
            || Namespaces.FirstOrDefault(name => name.Equals(parts[at + 1], StringComparison.OrdinalIgnoreCase)) is not { } found)
        {
            return null;
        }

        var type = $"{found}/{parts[at + 2]}";
        // What Azure has of the types that are here is routed, if only to say 501: anything else below them does not exist.
        return ResourceType.All.Any(known => known.Name.Equals(type, StringComparison.OrdinalIgnoreCase)) ? null : type;
    }
}
