using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Steadfast.Local.AzureEmulator;

/// <summary>Autoscale settings over REST: kept, and acted on by nobody.</summary>
internal sealed class AutoscaleEndpoints(EmulatorOptions options, ResourceNames names)
{
    private const int MaxSettings = 100;

    private readonly ConcurrentDictionary<string, JsonObject> _settings = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Forgets all settings.</summary>
    public void Clear() => _settings.Clear();

    public void MapList(IEndpointRouteBuilder level) => level.MapGet($"/providers/{ResourceType.AutoscaleSettings.Name}", () =>
        ArmJson.Ok(new { value = _settings.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => pair.Value.DeepClone()) }))
            .Of(ResourceType.AutoscaleSettings);

    public void MapGroup(IEndpointRouteBuilder group)
    {
        MapList(group);
        var one = group.MapGroup($"/providers/{ResourceType.AutoscaleSettings.Name}/{{name}}")
            .Ignored(ResourceType.AutoscaleSettings, "kept, and nothing scales by it");
        one.MapGet("", (HttpContext context, string name) => _settings.TryGetValue(name, out var found)
            ? ArmEtag.Ok(context, found)
            : ArmError.ResourceNotFound($"{ResourceType.AutoscaleSettings.Name}/{name}")).Of(ResourceType.AutoscaleSettings);
        one.MapPut("", PutAsync);
        one.MapPatch("", PatchAsync);
        one.MapDelete("", (string name) => _settings.TryRemove(name, out _) ? Results.Ok() : Results.NoContent());
    }

    private async Task<IResult> PutAsync(HttpRequest request, string name)
    {
        if (await ArmBody.ReadAsync(request) is not { } body || body["properties"]?["profiles"] is not JsonArray { Count: > 0 and <= 20 } || !DatabaseSchema.IsName(name)
            || (_settings.Count >= MaxSettings && !_settings.ContainsKey(name)))
        {
            return ArmError.BadRequest(
                "An autoscale setting has a name of 1 to 64 letters, digits, '-' or '_', and 1 to 20 properties.profiles.");
        }

        var isNew = !_settings.TryGetValue(name, out var present);
        if (ArmEtag.Refusal(request, present ?? []) is { } refusal)
        {
            return refusal;
        }

        var kept = Keep(name, (JsonObject)body.DeepClone());
        return isNew ? ArmJson.Status(StatusCodes.Status201Created, kept) : ArmEtag.Ok(request.HttpContext, kept);
    }

    private async Task<IResult> PatchAsync(HttpRequest request, string name)
    {
        if (!_settings.TryGetValue(name, out var present))
        {
            return ArmError.ResourceNotFound($"{ResourceType.AutoscaleSettings.Name}/{name}");
        }

        if (await ArmBody.ReadAsync(request) is not { } body || ArmBody.Others(body, "tags", "properties") is not null)
        {
            return ArmError.BadRequest("Of an autoscale setting tags and properties can be changed.");
        }

        if (ArmEtag.Refusal(request, present) is { } refusal)
        {
            return refusal;
        }

        var changed = (JsonObject)present.DeepClone();
        foreach (var part in new[] { "tags", "properties" })
        {
            if (body[part] is JsonObject given)
            {
                var merged = part == "tags" ? [] : changed[part] as JsonObject ?? [];
                foreach (var (key, value) in given)
                {
                    merged[key] = value?.DeepClone();
                }

                changed[part] = merged;
            }
        }

        return ArmEtag.Ok(request.HttpContext, Keep(name, changed));
    }

    private JsonObject Keep(string name, JsonObject setting)
    {
        JsonObject kept = new()
        {
            ["id"] = $"{names.Group}/providers/{ResourceType.AutoscaleSettings.Name}/{name}",
            ["name"] = name,
            ["type"] = ResourceType.AutoscaleSettings.Name,
            ["location"] = options.Location,
            ["tags"] = setting["tags"]?.DeepClone() ?? new JsonObject(),
            ["properties"] = setting["properties"]?.DeepClone(),
        };
        return _settings[name] = kept;
    }
}
