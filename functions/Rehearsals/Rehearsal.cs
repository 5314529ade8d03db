using System.Reflection;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Entities;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Steadfast.Functions.Actions;
using Steadfast.Functions.Alerts;
using Steadfast.Functions.Database;
using Steadfast.Functions.Guard;
using Steadfast.Functions.Incidents;
using Steadfast.Functions.Instances;
using Steadfast.Functions.Notifications;
using Steadfast.Functions.Platform;
using Steadfast.Functions.Telemetry;
using Steadfast.Functions.Watchdog;

namespace Steadfast.Functions.Rehearsals;

/// <summary>
/// Plays incidents through once in a process, so that the first real one does not wait until its code is compiled. The platform is read
/// from as by any look; everything else takes place in memory: no storage, not the real guard, and nobody is told.
/// </summary>
/// <param name="log">Told when it fails, which costs nothing but the time of the first incident.</param>
public sealed class Rehearsal(
    AlertRouter routing, InstanceObserver look, SharedDatabaseObservation databaseLook, SettingsReader settings, ScaleSet scaleSet,
    ArmRestClient rest, IOptions<StackOptions> stack,
    TimeProvider clock, ILogger<Rehearsal> log) : IRehearsal
{
    private readonly Lock _gate = new();
    private Task? _run;

    /// <inheritdoc/>
    public Task Begin()
    {
        lock (_gate)
        {
            return _run ??= Task.Run(RunAsync);
        }
    }

    private async Task RunAsync()
    {
        Muting.Begin();
        try
        {
            foreach (Type type in Travelling())
            {
                RehearsalWire.CarrySample(type);
            }

            await PlayAsync();
            TierObservation seen = await look.ObserveAsync("a rehearsal", target: null, notBefore: null, CancellationToken.None);
            string? address = seen.Instances.Select(instance => instance.Address).FirstOrDefault(known => known is not null);
            await TakeInAsync(new(), address ?? RehearsalScript.NoAddress);
            await StartAsync(new(), seen.Instances.Select(instance => instance.Id).FirstOrDefault() ?? "1");
            await RehearsalPlatform.RestartAsync(stack.Value);
        }
        catch (Exception failure)
        {
            log.NotRehearsed(failure);
        }
    }

    /// <summary>Plays an incident of an instance, one of the database, and a notice.</summary>
    /// <returns>The records of both.</returns>
    internal async Task<IReadOnlyList<IncidentRecord>> PlayAsync()
    {
        IncidentSettings bound = settings.Read();
        DateTimeOffset now = clock.GetUtcNow();
        RehearsalScript script = new(now);
        AlertSignal signal = new("rehearsal", "lb-probe-down", AlertCondition.Fired, now, now, null, RehearsalScript.NoAddress);
        await AlertOrchestrator.ProcessAlert(Context(nameof(AlertOrchestrator.ProcessAlert)), new AlertInput(signal, bound));
        RecoveryInput instance = new(IncidentKey.ForInstance("1"), "1", "a rehearsal", now, "rehearsal", now, bound) { Seen = script.Tier };
        RecoveryInput database =
            instance with { Key = IncidentKey.ForDatabase, Target = IncidentKey.Database, Seen = null, SeenDatabase = script.Database };
        IncidentRecord first = await IncidentOrchestrator.Incident(Context(IncidentKey.Orchestration), instance);
        IncidentRecord second = await IncidentOrchestrator.Incident(Context(IncidentKey.Orchestration), database);
        Notice notice = new("rehearsal", NoticeKind.Closed, "rehearsal", first.Reason, now, first.Id);
        await NotificationOrchestrator.Notification(
            Context(nameof(NotificationOrchestrator.Notification)), new NotificationInput(notice, true, 1, TimeSpan.Zero));
        return [first, second];

        RehearsalContext Context(string name) => new(name, now.UtcDateTime, script.Answer);
    }

    /// <summary>Takes an alert in and opens an incident for it with a client behind which there is no storage.</summary>
    /// <param name="address">The address that the alert is about: one of an instance, so that it is found.</param>
    /// <returns>What became of the alert.</returns>
    internal async Task<AlertResult> TakeInAsync(RehearsalClient client, string address)
    {
        byte[] body = RehearsalScript.Alert(address, clock.GetUtcNow());
        DefaultHttpContext http = new() { Request = { Method = "POST", Body = new MemoryStream(body), ContentLength = body.Length } };
        await new AlertTrigger(settings, clock, NullLogger<AlertTrigger>.Instance)
            .ReceiveAsync(http.Request, client, CancellationToken.None);
        AlertInput input = new(AlertPolicy.Read(JsonPart.Read(body)!.Value, clock.GetUtcNow()).Signal!, settings.Read());
        AlertActivities activities = new(routing, look, databaseLook, stack, clock);
        return await activities.PlaceAlert(input, client, CancellationToken.None);
    }

    /// <summary>
    /// Has the start of a restart looked at and refused: the guard in memory has given no permit, so nothing is asked of the platform.
    /// </summary>
    internal Task<StartedOperation> StartAsync(RehearsalClient client, string instanceId)
    {
        InstanceActivities activities = new(scaleSet, rest, clock, NullLogger<InstanceActivities>.Instance);
        HeldPermit permit = new("rehearsal", instanceId, IsOrdered: false, settings.Read().Guard);
        return activities.StartAction(
            new(InstanceAction.Restart, instanceId, clock.GetUtcNow().UtcDateTime, permit), client, CancellationToken.None);
    }

    /// <summary>
    /// Lists the types that functions hand to each other: inputs and results of orchestrations, activities and operations of entities, the
    /// state of these, and what is said to an open incident.
    /// </summary>
    internal static IReadOnlyList<Type> Travelling()
    {
        Type[] all = typeof(Rehearsal).Assembly.GetTypes();
        IEnumerable<MethodInfo> durable = all.SelectMany(type => type.GetMethods()).Where(method => method.GetParameters().Any(parameter =>
            parameter.IsDefined(typeof(OrchestrationTriggerAttribute)) || parameter.IsDefined(typeof(ActivityTriggerAttribute))));
        IEnumerable<Type> entities = all.Where(
            type => type.BaseType is { IsGenericType: true } parent && parent.GetGenericTypeDefinition() == typeof(TaskEntity<>));
        IEnumerable<MethodInfo> operations = entities.SelectMany(
            type => type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly));
        return [.. durable.Concat(operations)
            .SelectMany(method => method.GetParameters().Select(parameter => parameter.ParameterType).Append(ResultOf(method.ReturnType)))
            .Concat(entities.Select(type => type.BaseType!.GetGenericArguments()[0]))
            .Concat([typeof(Order), typeof(FailoverOrder), typeof(Approval), typeof(Abort), typeof(SignalChange)])
            .Where(IsOurs).Distinct()];
    }

    private static bool IsOurs(Type type) => (type.GetElementType() ?? type).Assembly == typeof(Rehearsal).Assembly;

    private static Type ResultOf(Type returned)
    {
        if (returned.IsGenericType && returned.GetGenericTypeDefinition() == typeof(Task<>))
        {
            return returned.GetGenericArguments()[0];
        }

        return returned;
    }
}
