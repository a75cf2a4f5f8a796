"""Lists of words that rules compare with."""

from __future__ import annotations

GIVEN_NAMES = frozenset(
    """
    Adam Ahmed Aisha Alan Albert Alejandro Alice Amanda Amir Amy Ana Andrea Andreas Andrew Andy Angela Ann Anna Anne
    Anthony Antonio Barbara Ben Benjamin Bill Bob Brandon Brian Bruce Carl Carlos Carol Caroline Catherine Charles
    Charlotte Chen Chloe Chris Christian Christina Christine Christopher Claire Clara Craig Dan Daniel Daniela Dave David
    Deborah Dennis Diego Dmitri Donna Doug Ed Edward Elena Elizabeth Ella Emily Emma Eric Erik Eva Fatima Felix Fiona
    Francesca Francis Frank Fred Gary George Giulia Greg Hannah Hans Harry Heather Helen Henry Hiroshi Ian Igor Ines
    Ingrid Isabel Ivan Jack Jacob Jake James Jamie Jane Janet Jason Jean Jeff Jennifer Jenny Jeremy Jessica Jim Joan Joe
    John Jonathan Jorge Jose Joseph Josh Joshua Juan Julie Karen Karl Kate Katherine Kathy Keith Kelly Ken Kevin Kim Kumar
    Larry Laura Lauren Lea Lena Leo Linda Lisa Liz Louise Lucas Lucy Luis Luke Magnus Marco Margaret Maria Marie Mario
    Marta Martin Mary Matt Matthew Megan Mehmet Melissa Michael Michelle Miguel Mike Mohamed Mohammed Monica Nancy Natalie
    Nathan Nick Nicole Nina Noah Olga Oliver Olivia Omar Pablo Pamela Patricia Patrick Paul Paula Pedro Peter Phil Philip
    Pierre Priya Rachel Rahul Raj Ralph Rebecca Richard Rick Rob Robert Roger Ron Ryan Sam Samantha Samuel Sandra Sara
    Sarah Scott Sean Sergei Sofia Sophie Stefan Stephanie Stephen Steve Steven Sue Susan Takeshi Tanya Teresa Thomas Tim
    Tom Tony Vladimir Walter Wei William Yuki Yusuf Zoe
    """.split()
)
"""Given names that are no product, place, month or common word: before a fault, Jenkins, Travis or Ruby is a program."""

HTML_ELEMENTS = frozenset(
    """
    a abbr address article aside audio b bdi bdo blockquote body br button canvas caption center circle cite code col
    colgroup data datalist dd del details dfn dialog div dl dt em embed fieldset figcaption figure font footer form g h1
    h2 h3 h4 h5 h6 head header hr html i iframe img input ins kbd label legend li line link main map mark math meta meter
    nav noscript object ol optgroup option output p param path picture polygon polyline pre progress q rect rp rt ruby s
    samp script section select small source span strike strong style sub summary sup svg table tbody td template text
    textarea tfoot th thead time title tr track tt u ul use var video wbr
    """.split()
)
"""Elements of HTML, and those of SVG and MathML that people paste: other words between angle brackets are gaps to fill in."""
