using CityDesk;
using CityDesk.Commands;

if (DeskCommands.Recognises(args))
    return await DeskCommands.RunAsync(args);

// The settings lie beside the program, wherever it is started from.
var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });

builder.Services.AddDesk(builder.Configuration);
builder.Services.AddDeskHealth();
builder.Services.AddDeskTelemetry(builder.Configuration);
builder.Services.AddProblemDetails();

var app = builder.Build();

app.UseExceptionHandler();
app.UseStatusCodePages();
app.MapDeskHealth();

await app.OpenDeskAsync();
await app.RunAsync();
return 0;
