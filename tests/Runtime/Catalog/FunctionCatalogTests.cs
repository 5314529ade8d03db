using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace Steadfast.Local.Runtime.Tests;

[Trait("Category", "fast")]
public sealed class FunctionCatalogTests
{
    [Fact]
    public void Functions_are_found_by_their_triggers()
    {
        Assert.Equal(["activity Add", "http Ask", "orchestrator Plan"], FunctionCatalog.FromTypes(typeof(Good)).Names);
    }

    [Fact]
    public void Everything_that_cannot_be_run_is_listed_at_once()
    {
        var refusal = Assert.Throws<UnsupportedFunctionsException>(() => FunctionCatalog.FromTypes(typeof(Unfit)));

        Assert.Equal(
            [
                "Odd (Unfit.Odd): the parameter 'System.Text.StringBuilder builder' cannot be bound",
                "NotStatic (Unfit.NotStatic): an orchestrator must be static: it may hold nothing that a replay could see differently",
                "NoTrigger (Unfit.NoTrigger): it has no trigger that the local runtime knows (orchestration, activity, entity, HTTP, timer)",
                "odd (Unfit.Twice): another function has the same name",
            ],
            refusal.Problems);
    }

    public static class Good
    {
        [Function(nameof(Plan))]
        public static Task Plan([OrchestrationTrigger] TaskOrchestrationContext context) => Task.CompletedTask;

        [Function(nameof(Add))]
        public static int Add([ActivityTrigger] int number) => number + 1;

        [Function(nameof(Ask))]
        public static Task Ask([HttpTrigger] HttpRequest request, string? what) => Task.CompletedTask;
    }

    public sealed class Unfit
    {
        [Function(nameof(Odd))]
        public static int Odd([ActivityTrigger] int number, System.Text.StringBuilder builder) => number;

        [Function(nameof(NotStatic))]
        public Task NotStatic([OrchestrationTrigger] TaskOrchestrationContext context) => Task.CompletedTask;

        [Function(nameof(NoTrigger))]
        public static void NoTrigger()
        {
        }

        [Function("odd")]
        public static int Twice([ActivityTrigger] int number) => number;
    }
}
