namespace Steadfast.Functions.Platform;

/// <summary>Says of what use it is to ask once more for what Azure Resource Manager refused.</summary>
internal enum ArmRefusalKind
{
    /// <summary>Passes by itself: another operation is in the way.</summary>
    Passing,

    /// <summary>Does not pass: a person has to change something first.</summary>
    Lasting,

    /// <summary>Asks for a machine that runs, and this one is off.</summary>
    MachineIsOff,
}

/// <summary>Describes one refusal of Azure Resource Manager by its code.</summary>
/// <param name="Code">The code, as the outer error or one of its details gives it.</param>
/// <param name="Says">A word that the message must have, where one code stands for several things; null for any message.</param>
/// <param name="Kind">The use of asking once more.</param>
/// <param name="Reason">What it means and what a person can do, as part of a sentence.</param>
/// <param name="Source">Where that is said.</param>
internal sealed record ArmRefusal(string Code, string? Says, ArmRefusalKind Kind, string Reason, string Source);

/// <summary>
/// Holds the one table of refusals. The first row that fits counts; a code that is not here is judged by its HTTP status. Pure.
/// </summary>
internal static class ArmRefusals
{
    private const string Deployment = "https://learn.microsoft.com/azure/azure-resource-manager/troubleshooting/common-deployment-errors";
    private const string Quota = "https://learn.microsoft.com/azure/azure-resource-manager/troubleshooting/error-resource-quota";
    private const string Sku = "https://learn.microsoft.com/azure/azure-resource-manager/troubleshooting/error-sku-not-available";
    private const string Locks = "https://learn.microsoft.com/azure/azure-resource-manager/management/lock-resources";
    private const string Policy =
        "https://learn.microsoft.com/azure/azure-resource-manager/troubleshooting/error-policy-requestdisallowedbypolicy";
    private const string Off = "https://github.com/MicrosoftDocs/azure-docs/issues/32404";

    private const string AskForQuota = "the quota is used up; ask for a higher one, or free some";
    private const string NoCapacity =
        "the platform has no machine of this size there; take another size or zone, or try again later by hand";
    private const string NoRight = "the automation may not do this; give its role the action, see docs/security.md";
    private const string Gone = "it is not there";

    public static IReadOnlyList<ArmRefusal> All { get; } =
    [
        new("OperationNotAllowed", "quota", ArmRefusalKind.Lasting, AskForQuota, Quota),
        new("OperationNotAllowed", "to be running", ArmRefusalKind.MachineIsOff, "the machine is off; start it, or replace it", Off),
        new("QuotaExceeded", null, ArmRefusalKind.Lasting, AskForQuota, Quota),
        new("ResourceQuotaExceeded", null, ArmRefusalKind.Lasting, AskForQuota, Quota),
        new("SkuNotAvailable", null, ArmRefusalKind.Lasting, "the size is not offered there; take another size, zone or region", Sku),
        new("AllocationFailed", null, ArmRefusalKind.Lasting, NoCapacity, Deployment),
        new("ZonalAllocationFailed", null, ArmRefusalKind.Lasting, NoCapacity, Deployment),
        new("OverconstrainedAllocationRequest", null, ArmRefusalKind.Lasting, NoCapacity, Deployment),
        new("ScopeLocked", null, ArmRefusalKind.Lasting, "a lock forbids it; take the lock off, or do by hand what it protects", Locks),
        new(
            "RequestDisallowedByPolicy", null, ArmRefusalKind.Lasting, "a policy forbids it; change its assignment, or make an exemption",
            Policy),
        new("AuthorizationFailed", null, ArmRefusalKind.Lasting, NoRight, Deployment),
        new("LinkedAuthorizationFailed", null, ArmRefusalKind.Lasting, NoRight, Deployment),
        new("ResourceNotFound", null, ArmRefusalKind.Lasting, Gone, Deployment),
        new("ParentResourceNotFound", null, ArmRefusalKind.Lasting, "what it belongs to is not there", Deployment),
        new(
            "ResourceGroupNotFound", null, ArmRefusalKind.Lasting, "the resource group is not there; see the setting Stack__ResourceGroup",
            Deployment),
        new(
            "SubscriptionNotFound", null, ArmRefusalKind.Lasting, "the subscription is not there; see the setting Stack__SubscriptionId",
            Deployment),
        new("AnotherOperationInProgress", null, ArmRefusalKind.Passing, "another operation is in the way", Deployment),
        new("Conflict", null, ArmRefusalKind.Passing, "another operation is in the way", Deployment),
    ];

    /// <summary>Finds the row for an error; null when there is none.</summary>
    public static ArmRefusal? Of(IReadOnlyCollection<string> codes, string message) => All.FirstOrDefault(row =>
        codes.Contains(row.Code, StringComparer.OrdinalIgnoreCase)
            && (row.Says is null || message.Contains(row.Says, StringComparison.OrdinalIgnoreCase)));

    // Sample: {"error":{"code":"OperationNotAllowed","message":"… exceeding approved … quota
    // …","details":[{"code":"QuotaExceeded"}],"innererror":{"code":"…"}}}
    internal static ArmRefusal? Of(JsonPart body)
    {
        JsonPart error = body["error"];
        if (!error.IsObject)
        {
            error = body;
        }

        IEnumerable<JsonPart> parts = error["details"].Items.Take(10).Append(error["innererror"]).Prepend(error);
        return Of(
            [.. parts.Select(part => part["code"].Shown()).OfType<string>()],
            string.Join(' ', parts.Select(part => part["message"].Shown(1000))));
    }
}
