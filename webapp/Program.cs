using Steadfast.WebApp.Cache;
using Steadfast.WebApp.Database;
using Steadfast.WebApp.Drain;
using Steadfast.WebApp.Edge;
using Steadfast.WebApp.Files;
using Steadfast.WebApp.Health;
using Steadfast.WebApp.Home;
using Steadfast.WebApp.Instance;
using Steadfast.WebApp.Notes;
using Steadfast.WebApp.SignIn;
using Steadfast.WebApp.Status;
using Steadfast.WebApp.Telemetry;

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
builder.Services.AddApiDocument();
bool database = builder.AddDatabase();
builder.AddCache();
bool files = builder.AddFiles(database);
bool signIn = builder.AddSignIn(database);
builder.AddTelemetry();

var app = builder.Build();
app.UseAnswerHeaders();
app.UseLastRequests();
app.UseFrontDoorGate();
app.UseInFlightCount();
if (signIn)
{
    SignInGate.Use(app);
    app.MapSignIn();
}

app.UseApiErrors();
app.MapHome();
app.MapOpenApi();
app.MapHealth();
app.MapStatus();
app.MapLastRequests();
if (database)
{
    app.MapNotes();
    app.MapWriteTrial();
}

if (files)
{
    app.MapFiles();
}

await app.RunAsync();
return 0;
