using System.Collections.Immutable;
using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Converters;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Steadfast.Functions.Tests.Stage;
using Steadfast.Local.Runtime;

namespace Steadfast.Functions.Tests;

/// <summary>No activity runs so long that its message, which is invisible for a minute, is given to somebody else as well.</summary>
[Trait("Category", "fast")]
public sealed class ActivityDeadlineTests
{
    private static readonly TimeSpan Visibility = TimeSpan.Parse(HostJson["extensions:durableTask:storageProvider:workItemQueueVisibilityTimeout"]!, System.Globalization.CultureInfo.InvariantCulture);

    private static IConfiguration HostJson => new ConfigurationBuilder().AddJsonFile(Path.Combine(AppContext.BaseDirectory, "host.json")).Build();

    public static TheoryData<string> Activities => [.. ActivityMethods.Select(method => method.GetCustomAttribute<FunctionAttribute>()!.Name)];

    private static IEnumerable<MethodInfo> ActivityMethods => typeof(ServiceRegistration).Assembly.GetTypes().SelectMany(type => type.GetMethods())
        .Where(method => method.GetParameters().Any(parameter => parameter.IsDefined(typeof(ActivityTriggerAttribute))));

    [Fact]
    public void The_deadline_is_well_below_the_visibility_timeout() => Assert.True(
        ActivityDeadline.Limit <= Visibility * 0.75, $"an activity may run {ActivityDeadline.Limit}, and its message is given away again after {Visibility}");

    [Theory]
    [MemberData(nameof(Activities))]
    public void Every_activity_takes_the_token_that_ends_it(string name)
    {
        MethodInfo activity = ActivityMethods.Single(method => method.GetCustomAttribute<FunctionAttribute>()!.Name == name);

        Assert.Contains(activity.GetParameters(), parameter => parameter.ParameterType == typeof(CancellationToken));
    }

    [Fact]
    public void It_is_the_first_converter_that_the_worker_asks()
    {
        ServiceCollection services = new();
        services.AddSteadfast(new ConfigurationBuilder().AddInMemoryCollection(StageSettings.All).Build());
        using ServiceProvider provider = services.BuildServiceProvider();

        Assert.Equal(typeof(ActivityDeadline), provider.GetRequiredService<IOptions<WorkerOptions>>().Value.InputConverters.First());
    }

    [Fact]
    public async Task The_token_of_an_activity_ends_at_the_deadline_and_with_the_invocation()
    {
        VirtualClock clock = new(DateTimeOffset.UnixEpoch);
        using CancellationTokenSource invocation = new();
        ActivityDeadline deadline = new(clock);
        CancellationToken first = await TokenAsync(deadline, new Invocation("activityTrigger", CancellationToken.None));
        CancellationToken second = await TokenAsync(deadline, new Invocation("activityTrigger", invocation.Token));
        bool before = first.IsCancellationRequested || second.IsCancellationRequested;

        await invocation.CancelAsync();
        (bool, bool) invoked = (first.IsCancellationRequested, second.IsCancellationRequested);
        clock.Advance(ActivityDeadline.Limit);

        Assert.Equal((false, (false, true), true), (before, invoked, first.IsCancellationRequested));
    }

    [Theory]
    [InlineData("httpTrigger", typeof(CancellationToken))]
    [InlineData("activityTrigger", typeof(string))]
    public async Task Everything_else_is_left_to_the_worker(string trigger, Type parameter)
    {
        ConversionResult result = await new ActivityDeadline(TimeProvider.System).ConvertAsync(new Parameter(parameter, new Invocation(trigger, CancellationToken.None)));

        Assert.Equal(ConversionStatus.Unhandled, result.Status);
    }

    private static async Task<CancellationToken> TokenAsync(ActivityDeadline deadline, Invocation invocation) =>
        (CancellationToken)(await deadline.ConvertAsync(new Parameter(typeof(CancellationToken), invocation))).Value!;

    private sealed class Parameter(Type type, FunctionContext function) : ConverterContext
    {
        public override Type TargetType => type;

        public override object? Source => null;

        public override FunctionContext FunctionContext => function;

        public override IReadOnlyDictionary<string, object> Properties => ImmutableDictionary<string, object>.Empty;
    }

    private sealed class Invocation(string trigger, CancellationToken token) : FunctionContext
    {
        public override CancellationToken CancellationToken => token;

        public override FunctionDefinition FunctionDefinition { get; } = new Definition(trigger);

        public override string InvocationId => throw new NotSupportedException();

        public override string FunctionId => throw new NotSupportedException();

        public override TraceContext TraceContext => throw new NotSupportedException();

        public override BindingContext BindingContext => throw new NotSupportedException();

        public override RetryContext RetryContext => throw new NotSupportedException();

        public override IServiceProvider InstanceServices { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override IDictionary<object, object> Items { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override IInvocationFeatures Features => throw new NotSupportedException();
    }

    private sealed class Definition(string trigger) : FunctionDefinition
    {
        public override IImmutableDictionary<string, BindingMetadata> InputBindings { get; } = ImmutableDictionary<string, BindingMetadata>.Empty.Add("input", new Binding(trigger));

        public override ImmutableArray<FunctionParameter> Parameters => throw new NotSupportedException();

        public override string PathToAssembly => throw new NotSupportedException();

        public override string EntryPoint => throw new NotSupportedException();

        public override string Id => throw new NotSupportedException();

        public override string Name => throw new NotSupportedException();

        public override IImmutableDictionary<string, BindingMetadata> OutputBindings => throw new NotSupportedException();
    }

    private sealed class Binding(string type) : BindingMetadata
    {
        public override string Name => "input";

        public override string Type => type;

        public override BindingDirection Direction => BindingDirection.In;
    }
}
