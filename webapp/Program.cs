using Steadfast.WebApp.Database;
using Steadfast.WebApp.Drain;
using Steadfast.WebApp.Edge;
using Steadfast.WebApp.Health;
using Steadfast.WebApp.Home;
using Steadfast.WebApp.Instance;
using Steadfast.WebApp.Notes;
using Steadfast.WebApp.Status;

if (args is [HealthCommand.Argument])
{
    return await HealthCommand.RunAsync();
}

var builder = WebApplication.CreateBuilder(args);
builder.AddQuietJsonLogs();
builder.AddEdgeLimits();
builder.AddInstance();
builder.AddDrain();
builder.AddHome();
bool database = builder.AddDatabase();

var app = builder.Build();
app.UseAnswerHeaders();
app.UseLastRequests();
app.UseFrontDoorGate();
app.UseInFlightCount();
app.UseApiErrors();
app.MapHome();
app.MapHealth();
app.MapStatus();
app.MapLastRequests();
if (database)
{
    app.MapNotes();
    app.MapWriteTrial();
}

await app.RunAsync();
return 0;
