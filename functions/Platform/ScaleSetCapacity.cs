using System.Text.Json.Nodes;
using Azure;
using Microsoft.Extensions.Options;

namespace Steadfast.Functions.Platform;

/// <summary>
/// Reads and writes how many instances the scale set shall have, and reads those that it has. Autoscale may change both at any time.
/// </summary>
public sealed class ScaleSetCapacity(ArmRestClient rest, IOptions<StackOptions> stack)
{
    private const int PreconditionFailed = 412;
    private const int MaxTries = 3;

    /// <summary>Reads the capacity and the instances that there are.</summary>
    /// <exception cref="RequestFailedException">ARM answered with an error, or not at all.</exception>
    /// <exception cref="UnreadableAnswerException">What came does not tell.</exception>
    public async Task<ScaleSetSnapshot> ReadAsync(CancellationToken cancellation)
    {
        (_, ScaleSetSnapshot now) = await ObserveAsync(cancellation);
        return now;
    }

    /// <summary>Reads how many instances there shall be, without those that there are.</summary>
    /// <exception cref="RequestFailedException">ARM answered with an error, or not at all.</exception>
    /// <exception cref="UnreadableAnswerException">What came does not tell.</exception>
    public async Task<WantedCapacity> ReadWantedAsync(CancellationToken cancellation) =>
        WantedCapacity.Of(await rest.GetAsync(SetPath, cancellation))
            ?? throw new UnreadableAnswerException("capacity cannot be told from its answer");

    /// <summary>
    /// Writes a capacity that follows from what there is at this moment, and returns at once. A lower number than there are instances would
    /// make the platform delete one of its own choice, so none is ever written. A list may lack an instance, so it is lowered only when the
    /// set itself counts as many as the list has. What autoscale or a person changes between the look and the
    /// write makes ARM refuse it; then it is looked and chosen anew.
    /// </summary>
    /// <param name="choose">The capacity for what there is; null to leave it.</param>
    /// <returns>What there was, what was written (null when nothing), and where the progress can be read.</returns>
    /// <exception cref="RequestFailedException">ARM refused: 409 when another operation runs, 412 when it goes on being changed, 429 when
    /// throttled.</exception>
    /// <exception cref="UnreadableAnswerException">What came does not tell.</exception>
    public async Task<CapacityChange> ChangeAsync(Func<ScaleSetSnapshot, int?> choose, Clearance clearance, CancellationToken cancellation)
    {
        for (int tries = 1; ; tries++)
        {
            (JsonPart set, ScaleSetSnapshot now) = await ObserveAsync(cancellation);
            if (choose(now) is not { } wanted || wanted < now.Ids.Count)
            {
                return new(now, null, null);
            }

            if (wanted < now.Capacity && await CountAsync(cancellation) != now.Ids.Count)
            {
                return new(now, null, null);
            }

            // Name and tier go along as they are: the three make one property.
            JsonObject sku = new() { ["name"] = set["sku"]["name"].Text, ["tier"] = set["sku"]["tier"].Text, ["capacity"] = wanted };
            try
            {
                return new(
                    now, wanted,
                    await rest.PatchAsync(SetPath, new JsonObject { ["sku"] = sku }, set["etag"].Text, clearance, cancellation));
            }
            catch (RequestFailedException changed) when (changed.Status == PreconditionFailed && tries < MaxTries)
            {
                // Somebody else was quicker.
            }
        }
    }

    // Null when it does not say. Sample: {"virtualMachine":{"statusesSummary":[{"code":"ProvisioningState/succeeded","count":3}]}}
    private async Task<long?> CountAsync(CancellationToken cancellation)
    {
        JsonPart view = await rest.GetAsync($"{stack.Value.ScaleSetId}/instanceView?{ScaleSet.ApiVersion}", cancellation);
        return view["virtualMachine"]["statusesSummary"].Items
            .Where(status => status["code"].Text?.StartsWith("ProvisioningState/", StringComparison.OrdinalIgnoreCase) == true)
            .Sum(status => status["count"].Whole);
    }

    // The tag of a set is in this version; where ARM gives none, the write has no condition. Source: VirtualMachineScaleSetData.ETag in
    // Azure.ResourceManager.Compute.
    private string SetPath => $"{stack.Value.ScaleSetId}?api-version=2025-04-01";

    private async Task<(JsonPart Set, ScaleSetSnapshot Now)> ObserveAsync(CancellationToken cancellation)
    {
        JsonPart set = await rest.GetAsync(SetPath, cancellation);
        IReadOnlyList<JsonPart> machines = await rest.ListAsync(
            $"{stack.Value.ScaleSetId}/virtualMachines?{ScaleSet.ApiVersion}", cancellation);
        return (
            set,
            ScaleSetSnapshot.Of(set, machines)
                ?? throw new UnreadableAnswerException("capacity and instances cannot be told from its answer"));
    }
}

/// <summary>Describes how many instances a scale set shall have.</summary>
/// <param name="ProvisioningState">Of the set itself, as ARM names it.</param>
public sealed record WantedCapacity(int Capacity, string ProvisioningState)
{
    private const int LargestSet = 10_000;

    /// <summary>Tells whether the platform is changing the set.</summary>
    public bool IsChanging => ProvisioningStates.IsRunning(ProvisioningState);

    // Null when it does not say. Sample: {"sku":{"name":"Standard_B2s","capacity":3},"properties":{"provisioningState":"Succeeded"}}
    internal static WantedCapacity? Of(JsonPart set) => set["sku"]["capacity"].Whole is >= 0 and <= LargestSet and var capacity
        ? new((int)capacity, StateOf(set))
        : null;

    internal static string StateOf(JsonPart set) => set["properties"]["provisioningState"].Shown() ?? ProvisioningStates.NotReported;
}

/// <summary>Describes the scale set at one moment.</summary>
/// <param name="Capacity">How many instances there shall be.</param>
/// <param name="ProvisioningState">Of the set itself, as ARM names it.</param>
/// <param name="Ids">The instances that there are, by their numbers.</param>
public sealed record ScaleSetSnapshot(int Capacity, string ProvisioningState, IReadOnlyList<string> Ids)
{
    internal static ScaleSetSnapshot? Of(JsonPart set, IReadOnlyList<JsonPart> machines)
    {
        string[] ids = [.. machines.Select(ScaleSetInstance.IdOf).OfType<string>().Distinct()];
        int? capacity = set["sku"]["capacity"].IsAbsent ? ids.Length : WantedCapacity.Of(set)?.Capacity;
        if (ids.Length != machines.Count || capacity is not { } wanted)
        {
            // What is written follows from these numbers, so a guess is worse than none.
            return null;
        }

        return new(wanted, WantedCapacity.StateOf(set), ids);
    }

    /// <summary>Tells whether the platform is changing the set.</summary>
    public bool IsChanging => ProvisioningStates.IsRunning(ProvisioningState);

    /// <summary>Tells whether it says the same about capacity and instances.</summary>
    public bool SaysAs(ScaleSetSnapshot other) => Capacity == other.Capacity && Ids.Order().SequenceEqual(other.Ids.Order());
}

/// <summary>Tells what came of a change of the capacity.</summary>
/// <param name="Before">What there was when it was written.</param>
/// <param name="Written">The number that was written; null when it was left.</param>
/// <param name="StatusUrl">Where its progress can be read; null when there is no such place.</param>
public sealed record CapacityChange(ScaleSetSnapshot Before, int? Written, string? StatusUrl);
