using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Razor.Hosting;
using Platform.Audit.AspNetCore.Tests.Mvc;

[assembly: RazorCompiledItem(typeof(LetterPage), "mvc.1.0.razor-page", "/Pages/Letter.cshtml")]

namespace Platform.Audit.AspNetCore.Tests.Mvc;

/// <summary>What the compiler of Razor would make of a page <c>Letter.cshtml</c>.</summary>
[RazorCompiledItemMetadata("RouteTemplate", "/letter-pages/{id:int}")]
public sealed class LetterPage : Page
{
    public LetterModel Model => (LetterModel)ViewContext.ViewData.Model!;

    public override Task ExecuteAsync()
    {
        WriteLiteral("letter ");
        Write(Model.Id);
        return Task.CompletedTask;
    }
}

[RecordAs("letter.page-viewed", Target = "letter:{id}")]
public sealed class LetterModel : PageModel
{
    public int Id { get; private set; }

    public IActionResult OnGet(int id)
    {
        Id = id;
        return id switch
        {
            1 => Page(),
            2 => NotFound(),
            3 => new PageResult { StatusCode = StatusCodes.Status403Forbidden },
            _ => throw new InvalidOperationException("broken"),
        };
    }
}
