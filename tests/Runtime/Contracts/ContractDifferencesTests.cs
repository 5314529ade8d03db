using System.Diagnostics.CodeAnalysis;

namespace Steadfast.Local.Runtime.Tests.Contracts;

public sealed class ContractDifferencesTests
{
    private const string Space = "Steadfast.Local.Runtime.Tests.Contracts.";

    [Fact]
    public void A_declaration_written_as_the_facts_have_it_has_no_differences()
    {
        Assert.Empty(Differences(typeof(SampleThing<>), "public abstract class SampleThing<T> : IDisposable where T : notnull", SampleMembers));
        Assert.Empty(Differences(typeof(SampleOptions), "public record SampleOptions",
            "public SampleOptions(string? Name = null, DateTimeOffset? At = null);",
            "public string? Name { get; init; }",
            "public DateTimeOffset? At { get; init; }",
            "public IReadOnlyDictionary<string, object?>? Tags { get; set; }"));
        Assert.Empty(Differences(typeof(SampleHandler), "public delegate Task<bool> SampleHandler(SampleOptions? options);"));
        Assert.Empty(Differences(typeof(SampleState), "public enum SampleState { Off = 0, On = 4 }"));
    }

    [Theory]
    [InlineData("public abstract Task<T?> Read(string key, object? input = null, CancellationToken cancellation = default);", "Task<T?> Read", "Task<T> Read")]
    [InlineData("public virtual double Scale(double factor = 1, params string[] names);", "factor = 1", "factor = 2")]
    [InlineData("public virtual double Scale(double factor = 1, params string[] names);", "virtual ", "")]
    [InlineData("protected string[]? Names { get; }", "{ get; }", "{ get; set; }")]
    [InlineData("public static implicit operator SampleThing<T>?(bool value);", ">?(", ">(")]
    public void A_signature_that_differs_in_one_place_is_reported_with_the_real_one(string declared, string part, string really)
    {
        string real = declared.Replace(part, really, StringComparison.Ordinal);
        var differences = Differences(
            typeof(SampleThing<>), "public abstract class SampleThing<T> : IDisposable where T : notnull", [.. SampleMembers.Except([declared]), real]);

        Assert.Contains(differences, difference => difference.Contains(declared, StringComparison.Ordinal) && difference.Contains($"really {real}", StringComparison.Ordinal));
    }

    [Fact]
    public void A_missing_abstract_member_a_wrong_kind_and_an_unknown_type_are_reported()
    {
        Assert.Contains(
            "public abstract void Close();\n    is missing",
            Assert.Single(Differences(typeof(SampleThing<>), "public abstract class SampleThing<T> : IDisposable", [.. SampleMembers, "public abstract void Close();"])));
        Assert.Contains("is really public sealed record", Assert.Single(Differences(typeof(SampleState), "public sealed record SampleState")));
        Assert.Equal([$"{Space}SampleState: no such type in the facts"], ContractDifferences.Of(typeof(SampleState), new Dictionary<string, Fact>()));
    }

    [Fact]
    public void The_facts_files_are_read_whole()
    {
        var facts = Fact.ReadAll();

        Assert.Contains("public abstract Guid NewGuid();", facts["Microsoft.DurableTask.TaskOrchestrationContext"].Members);
        Assert.Contains("public EntityMetadata(EntityInstanceId id, TState? state);", facts["Microsoft.DurableTask.Client.Entities.EntityMetadata`1"].Members);
        Assert.Contains("public string Schedule { get; }", facts["Microsoft.Azure.Functions.Worker.TimerTriggerAttribute"].Members);
        Assert.Contains("public string Version { get; }", facts["Microsoft.DurableTask.TaskName"].Members);
        Assert.Equal(["public delegate Task<bool> AsyncRetryHandler(RetryContext retryContext);"], facts["Microsoft.DurableTask.AsyncRetryHandler"].Headers);
        Assert.Equal(["public abstract class AsyncPageable<T> : IAsyncEnumerable<T> where T : notnull"], facts["Microsoft.DurableTask.AsyncPageable`1"].Headers);
        Assert.Contains("public string Filter { get; set; }", facts["Azure.Monitor.Query.MetricsQueryOptions"].Members);
        Assert.True(facts.Count > 100, $"only {facts.Count} types");
    }

    private static readonly string[] SampleMembers =
    [
        "protected SampleThing();",
        "public abstract Task<T?> Read(string key, object? input = null, CancellationToken cancellation = default);",
        "public virtual double Scale(double factor = 1, params string[] names);",
        "public bool TryFind<TKey>(TKey key, out IReadOnlyList<T>? found) where TKey : IComparable;",
        "public void Dispose();",
        "protected string[]? Names { get; }",
        "public static implicit operator SampleThing<T>?(bool value);",
        "public const int Size = 100;",
    ];

    private static List<string> Differences(Type type, string header, params string[] members)
    {
        string name = Space + type.Name;
        return [.. ContractDifferences.Of(type, new Dictionary<string, Fact> { [name] = new(name, [header], members.ToHashSet()) })];
    }
}

[SuppressMessage("Design", "CA1063", Justification = "a sample of signatures, not of behavior")]
[SuppressMessage("Usage", "CA1816", Justification = "a sample of signatures, not of behavior")]
public abstract class SampleThing<T> : IDisposable
    where T : notnull
{
    public const int Size = 100;

    protected string[]? Names => null;

    public static implicit operator SampleThing<T>?(bool value) => null;

    public abstract Task<T?> Read(string key, object? input = null, CancellationToken cancellation = default);

    public virtual double Scale(double factor = 1, params string[] names) => factor;

    public bool TryFind<TKey>(TKey key, out IReadOnlyList<T>? found)
        where TKey : IComparable
    {
        found = null;
        return false;
    }

    public void Dispose()
    {
    }

    public override string ToString() => "sample";
}

public record SampleOptions(string? Name = null, DateTimeOffset? At = null)
{
    public IReadOnlyDictionary<string, object?>? Tags { get; set; }
}

public delegate Task<bool> SampleHandler(SampleOptions? options);

public enum SampleState
{
    Off = 0,
    On = 4,
}
