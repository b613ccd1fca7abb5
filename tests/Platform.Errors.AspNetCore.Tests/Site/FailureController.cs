using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.RateLimiting;

namespace Platform.Errors.AspNetCore.Tests.Site;

[ApiController]
[Route("mvc")]
public sealed class FailureController : ControllerBase
{
    [HttpGet("throw")]
    public string Throw() => throw new InvalidOperationException("the connection string is secret");

    [HttpGet("throw/mapped")]
    public string ThrowMapped() => throw new TimeoutException("after 30 s at db.internal");

    [HttpGet("throw/error")]
    public string ThrowError() => throw new ErrorException(ShopErrors.OutOfStock("kettle", 2));

    [HttpGet("error")]
    public Error Fail() => ShopErrors.OutOfStock("kettle", 2);

    [HttpGet("result/{left:int}")]
    public Result<Order> Get(int left) => left < 3 ? ShopErrors.OutOfStock("kettle", left) : new Order { Name = "kettle" };

    [HttpGet("result/none")]
    public Result Nothing() => Result.Success;

    [HttpGet("http-result/{left:int}")]
    public ActionResult<Order> GetAction(int left) => left < 3 ? new ErrorActionResult(ShopErrors.OutOfStock("kettle", left)) : new Order { Name = "kettle" };

    [HttpGet("secret")]
    public Error Secret() => ShopErrors.CardRefused("4111111111111111");

    [HttpGet("closed")]
    public Error Closed() => ShopErrors.Closed(TimeSpan.FromSeconds(90.2));

    [HttpGet("several")]
    public Error Several() => Error.Combine(ShopErrors.Teapot().WithPointer("/pot"), ShopErrors.OutOfStock("kettle", 0).WithPointer("/lines/0"));

    [HttpGet("query")]
    public int Query([Required] int? id, [Required, FromQuery(Name = "page-size")] int? pageSize) => id!.Value + pageSize!.Value;

    [HttpGet("route/{id}")]
    public int FromPath(int id) => id;

    [HttpGet("header")]
    public int Header([Required, FromHeader(Name = "X-Count")] int? count) => count!.Value;

    [HttpPost("body")]
    public Order Body(Order order) => order;

    [HttpPost("form")]
    public int Form([Required, FromForm] int? amount) => amount!.Value;

    [HttpPost("antiforgery")]
    [AutoValidateAntiforgeryToken]
    public string Antiforgery([FromForm] string text) => text;

    [HttpGet("signed-in")]
    [Authorize]
    public string SignedIn() => "in";

    [HttpGet("admin")]
    [Authorize("admin")]
    public string Admin() => "in";

    [HttpGet("limited")]
    [EnableRateLimiting("never")]
    public string Limited() => "in";

    [HttpGet("slow")]
    [RequestTimeout(20)]
    public async Task<string> Slow(CancellationToken ending)
    {
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, ending);
        return "never";
    }

    [HttpGet("status/{status:int}")]
    public IActionResult Status(int status) => StatusCode(status);

    [HttpGet("problem")]
    public IActionResult Refuse() => Problem("Two are left.", statusCode: 409, extensions: new Dictionary<string, object?> { ["left"] = 2, ["code"] = "OUT_OF_STOCK", ["status"] = 200 });

    [HttpGet("problem/typed")]
    public IActionResult RefuseTyped() => Problem(title: "Closed {for} now", type: "https://errors.example/closed", instance: "/closed/1", statusCode: 503);

    [HttpGet("problem/validation")]
    public IActionResult RefuseInvalid()
    {
        ModelState.AddModelError("Lines[0].Quantity", "From 1 to 10.");
        return ValidationProblem();
    }

    [HttpGet("problem/returned")]
    public Microsoft.AspNetCore.Mvc.ProblemDetails Returned() => new() { Status = StatusCodes.Status409Conflict };

    [HttpGet("not-found")]
    public IActionResult Missing() => NotFound();

    [HttpGet("csv")]
    [Produces("text/csv")]
    public Order Csv() => new() { Name = "kettle" };
}
