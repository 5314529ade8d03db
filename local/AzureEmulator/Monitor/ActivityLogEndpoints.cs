using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Steadfast.Local.AzureEmulator;

/// <summary>The activity log over REST: the operations that were begun, and how they ended.</summary>
internal sealed partial class ActivityLogEndpoints(EmulatorOptions options, ResourceNames names, IReadOnlyList<OperationStore> stores)
{
    public void Map(IEndpointRouteBuilder subscription)
    {
        subscription.MapGet("/providers/Microsoft.Insights/eventtypes/management/values", List).Of(
            ResourceType.ActivityLog,
            "long-running operations only; $filter: eventTimestamp ge and le, resourceGroupName, resourceUri or resourceId, status; "
                + "$select is not looked at");
    }

    private IResult List(HttpRequest request)
    {
        var filter = request.Query["$filter"].ToString();
        return TryRead(filter, out var condition)
            ? ArmJson.Ok(new { value = Events().Where(condition.Accepts).OrderByDescending(one => one.At).Select(Json) })
            : ArmError.Of(
                400, "BadRequest",
                $"The filter '{filter}' is not understood. Write it as eventTimestamp ge 'time' and resourceGroupName eq 'name'.");
    }

    private IEnumerable<ActivityEvent> Events() => stores.SelectMany(
        store => store.All.Select(operation => (Operation: operation, IsOfDatabase: store != stores[0])))
        .SelectMany(one => EventsOf(one.Operation, one.IsOfDatabase));

    private IEnumerable<ActivityEvent> EventsOf(Operation operation, bool isOfDatabase)
    {
        var resource = operation.InstanceId switch
        {
            _ when isOfDatabase => names.Database,
            "" => names.ScaleSet,
            var several when several.Contains(',', StringComparison.Ordinal) => names.ScaleSet,
            var one => names.Instance(one),
        };
        yield return new(operation, resource, operation.StartTime, "Started");
        if (operation.EndTime is { } end)
        {
            yield return new(operation, resource, end, operation.Status);
        }
    }

    private object Json(ActivityEvent one)
    {
        var parts = one.Resource.Split('/', StringSplitOptions.RemoveEmptyEntries);
        var type = string.Join('/', parts[5..].Where((_, index) => index is 0 || index % 2 == 1));
        return new
        {
            id = $"{one.Resource}/events/{one.Operation.Id}/ticks/{one.At.UtcTicks}",
            eventDataId = $"{one.Operation.Id}-{one.Status}".ToLowerInvariant(),
            correlationId = one.Operation.Id,
            operationId = one.Operation.Id,
            resourceId = one.Resource,
            resourceGroupName = options.ResourceGroup,
            resourceProviderName = Word(parts[5]),
            resourceType = Word(type),
            operationName = Word($"{type}/{one.Operation.Kind}/action"),
            eventName = Word(one.Status == "Started" ? "BeginRequest" : "EndRequest"),
            category = Word("Administrative"),
            level = one.Status == Operation.Failed ? "Error" : "Informational",
            status = Word(one.Status),
            subStatus = Word(one.Operation.Error?.Code ?? ""),
            caller = one.Operation.By == Initiator.Caller ? "caller" : one.Operation.By.ToString(),
            eventTimestamp = one.At,
            submissionTimestamp = one.At,
            subscriptionId = options.Subscription,
            properties = one.Operation.Error is { } error ? new { statusMessage = error.Message } : null,
        };
    }

    private static object Word(string value) => new { value, localizedValue = value };

    // The contract has few filters, each "name operator 'value'", joined by and.
    private static bool TryRead(string filter, out ActivityFilter condition)
    {
        condition = new(DateTimeOffset.MinValue, DateTimeOffset.MaxValue, Group: null, Resource: null, Status: null);
        foreach (var term in And().Split(filter).Where(term => term.Length > 0))
        {
            if (Term().Match(term) is not { Success: true } match
                || Add(condition, match.Groups[1].Value, match.Groups[2].Value, match.Groups[3].Value) is not { } next)
            {
                return false;
            }

            condition = next;
        }

        return true;
    }

    private static ActivityFilter? Add(ActivityFilter condition, string name, string comparison, string value)
    {
        var isTime = DateTimeOffset.TryParse(value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time);
        return (name.ToLowerInvariant(), comparison) switch
        {
            ("eventtimestamp", "ge") when isTime => condition with { From = time },
            ("eventtimestamp", "le") when isTime => condition with { To = time },
            ("resourcegroupname", "eq") => condition with { Group = value },
            ("resourceuri" or "resourceid", "eq") => condition with { Resource = value },
            ("status", "eq") => condition with { Status = value },
            ("eventchannels", "eq") => condition,
            _ => null,
        };
    }

    [GeneratedRegex(@"\s+and\s+", RegexOptions.IgnoreCase)]
    private static partial Regex And();

    [GeneratedRegex(@"^\s*(\w+)\s+(ge|le|eq)\s+'?([^']*?)'?\s*$")]
    private static partial Regex Term();

    private sealed record ActivityEvent(Operation Operation, string Resource, DateTimeOffset At, string Status)
    {
        public string Group => Resource.Split('/')[4];
    }

    private sealed record ActivityFilter(DateTimeOffset From, DateTimeOffset To, string? Group, string? Resource, string? Status)
    {
        public bool Accepts(ActivityEvent one) =>
            one.At >= From && one.At <= To && Same(Group, one.Group) && Same(Resource, one.Resource) && Same(Status, one.Status);

        private static bool Same(string? asked, string found) => asked is null || asked.Equals(found, StringComparison.OrdinalIgnoreCase);
    }
}
