using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Steadfast.Local.AzureEmulator;

/// <summary>
/// The parameters of the server over REST, which Azure calls configurations. They are really changed, until a server is restarted.
/// </summary>
internal sealed class ParameterEndpoints(
    ResourceNames names, IDatabaseServers servers, DatabaseActions actions, DatabaseOperationEndpoints operations)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, string> _standard = new(StringComparer.OrdinalIgnoreCase);

    public void Map(IEndpointRouteBuilder resource)
    {
        resource.MapGet("/configurations", ListAsync)
            .Of(ResourceType.FlexibleServers, "those of the engine's parameters that matter to a stack");
        resource.MapGet("/configurations/{name}", FindAsync);
        resource.MapPut("/configurations/{name}", ChangeAsync)
            .Of(ResourceType.FlexibleServers, "changed on both servers until they are restarted");
        resource.MapPatch("/configurations/{name}", ChangeAsync)
            .Of(ResourceType.FlexibleServers, "changed on both servers until they are restarted");
        resource.MapPost("/updateConfigurations", ChangeSeveralAsync)
            .Of(
                ResourceType.FlexibleServers,
                "changed on both servers until they are restarted; the result at the Location is the operation");
    }

    private async Task<IResult> ListAsync(CancellationToken ct) => ArmJson.Ok(new { value = await AllAsync(ct) });

    private async Task<IResult> FindAsync(string name, CancellationToken ct)
    {
        var values = await ReadAsync(ct);
        return ServerParameter.Find(name) is { } parameter && values.TryGetValue(parameter.Name, out var value)
            ? ArmJson.Ok(Json(parameter, value))
            : ArmError.ResourceNotFound($"{names.Database}/configurations/{name}");
    }

    private async Task<IResult> ChangeAsync(HttpRequest request, string name, CancellationToken ct)
    {
        var body = await ArmBody.ReadAsync(request);
        return Change(await ReadAsync(ct), name, body) is { } change
            ? operations.Answer(
                request.HttpContext,
                actions.Change(OperationKind.DatabaseConfiguration, stop => servers.SetParameterAsync(change.Name, change.Value, stop)))
            : Refused(name);
    }

    private async Task<IResult> ChangeSeveralAsync(HttpRequest request, CancellationToken ct)
    {
        var asked = (await ArmBody.ReadAsync(request))?["value"] as JsonArray ?? [];
        var present = await ReadAsync(ct);
        List<(string Name, string Value)> changes = [];
        foreach (var item in asked)
        {
            if (!ArmBody.TryValue<string>(item, "name", out var name) || Change(present, name ?? "", item as JsonObject) is not { } change)
            {
                return Refused(name ?? "");
            }

            changes.Add(change);
        }

        return operations.Answer(request.HttpContext, actions.Change(OperationKind.DatabaseConfiguration, async stop =>
        {
            foreach (var (name, value) in changes)
            {
                await servers.SetParameterAsync(name, value, stop);
            }
        }));
    }

    // Null: it is no parameter that can be changed, or no value of it. Resetting one is asked for by naming its source.
    private (string Name, string Value)? Change(IReadOnlyDictionary<string, string> present, string name, JsonObject? body)
    {
        if (ServerParameter.Find(name) is not { IsReadOnly: false } parameter || !present.ContainsKey(parameter.Name)
            || !ArmBody.TryValue<string>(body?["properties"], "value", out var value)
                || !ArmBody.TryValue<string>(body?["properties"], "source", out var source))
        {
            return null;
        }

        var wanted = source == "system-default" ? Standard(parameter.Name) : value;
        return wanted is not null && parameter.Accepts(wanted) ? (parameter.Name, wanted) : null;
    }

    private static IResult Refused(string name) => ArmError.BadRequest(
        $"'{name}' is no parameter that can be changed here, or the value is none of its kind. Those that can: "
            + $"{string.Join(", ", ServerParameter.All.Where(one => !one.IsReadOnly).Select(one => one.Name))}.");

    private async Task<IEnumerable<object>> AllAsync(CancellationToken ct)
    {
        var values = await ReadAsync(ct);
        return ServerParameter.All.Where(one => values.ContainsKey(one.Name)).Select(one => Json(one, values[one.Name]));
    }

    private object Json(ServerParameter parameter, string value) =>
        DatabaseJson.Of(parameter, value, Standard(parameter.Name) ?? value, names);

    // What was there when somebody looked first counts as the default.
    private async Task<IReadOnlyDictionary<string, string>> ReadAsync(CancellationToken ct)
    {
        var values = await servers.ParametersAsync(ct);
        lock (_gate)
        {
            foreach (var (name, value) in values)
            {
                _standard.TryAdd(name, value);
            }
        }

        return values;
    }

    private string? Standard(string name)
    {
        lock (_gate)
        {
            return _standard.GetValueOrDefault(name);
        }
    }
}
