using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;

namespace Platform.Audit.AspNetCore.Tests.Mvc;

/// <summary>A controller that answers in every way there is.</summary>
[ApiController]
[Route("letters")]
[RecordAs("letter.viewed", Target = "letter:{id}")]
public sealed class LettersController : ControllerBase
{
    [HttpGet("{id:int}")]
    public ActionResult<string> Get(int id) => id switch
    {
        1 => "the letter",
        2 => NotFound(),
        3 => Forbid(),
        4 => Challenge(),
        5 => throw new InvalidOperationException("broken"),
        6 => Problem(statusCode: StatusCodes.Status409Conflict),
        7 => new ObjectResult(new ProblemDetails { Status = StatusCodes.Status403Forbidden }),
        8 => StatusCode(StatusCodes.Status401Unauthorized),
        _ => Redirect("/letters/1"),
    };

    [HttpGet("{id:int}/result")]
    public IResult GetResult(int id) => id switch
    {
        1 => Results.Ok("the letter"),
        2 => Results.NotFound(),
        _ => Results.Forbid(),
    };

    [HttpGet("{id:int}/status")]
    public void GetStatus(int id) => Response.StatusCode = id;

    [HttpGet("{id:int}/parts")]
    public string GetPart(int id, int number) => $"{id}: {number}";

    [HttpGet("{id:int}/stamped")]
    [Refuses]
    public string GetStamped(int id) => $"{id}";

    [HttpGet("{id:int}/thrown")]
    [Turns]
    public string GetThrown(int id) => throw new InvalidOperationException($"{id}");

    [HttpGet("{id:int}/kept")]
    [Keeps]
    public string GetKept(int id) => $"{id}";

    [HttpPost("{id:int}/seal")]
    [RecordAs("letter.sealed", Target = "letter:{id}", WhenUnavailable = WhenAuditUnavailable.Allow)]
    public string Seal(int id) => $"{id}";
}

[ApiController]
[Route("stamps")]
public sealed class StampsController : ControllerBase
{
    [HttpGet("{id:int}")]
    [RecordAs("stamp.viewed", WhenUnavailable = WhenAuditUnavailable.Allow)]
    public string Get(int id) => $"{id}";

    [HttpGet("unseen")]
    public string Unseen() => "nobody looks";
}

/// <summary>Makes another result of what the action has returned.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RefusesAttribute : ResultFilterAttribute
{
    public override void OnResultExecuting(ResultExecutingContext context) => context.Result = new StatusCodeResult(StatusCodes.Status410Gone);
}

/// <summary>Makes a result of an exception.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class TurnsAttribute : ExceptionFilterAttribute
{
    public override void OnException(ExceptionContext context) => context.Result = new StatusCodeResult(StatusCodes.Status403Forbidden);
}

/// <summary>Answers itself, and lets nobody behind it know.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class KeepsAttribute : ResultFilterAttribute
{
    public override void OnResultExecuting(ResultExecutingContext context)
    {
        context.HttpContext.Response.StatusCode = StatusCodes.Status404NotFound;
        context.Cancel = true;
    }
}
